import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// A made-up node and its people, with keys and self-signed certificates made for this run by `openssl`.
struct Actors: Sendable {
    static let shared = Result { try Actors() }

    let log: LogOrigin
    let nodeKey: SignerKey
    private let credentials: [String: Credential]

    static let investigator = "kh/ahtjpp/0101"
    static let prosecutor = "kh/prosecutor/0001"
    static let counterpart = "th/dsi/0201"
    static let node = "kh/node/phnom-penh"
    static let otherNode = "th/node/bangkok"

    private init() throws {
        log = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-TH-JIT-2026-01")
        nodeKey = try SignerKey(name: log.text, algorithm: .ed25519, from: SystemRandomness())
        let workspace = try Workspace()
        var made: [String: Credential] = [:]
        for name in [Self.investigator, Self.prosecutor, Self.counterpart, Self.node, Self.otherNode] {
            made[name] = try Self.credential(name, in: workspace)
        }
        credentials = made
    }

    /// Gives an approval or a consent what events of its type need.
    func grant(_ event: inout CustodyEvent) throws {
        if event.type == .approvalGiven {
            event.approval = GivenApproval(
                action: .retrieve, policy: Digest(ofText: "policy"), expires: event.at.adding(days: 3))
            event.counterpart = Counterpart(try Identity(parsing: Self.counterpart))
        }
        if event.type == .consentGiven {
            event.consent = GivenConsent(
                actions: [.retrieve, .disclose], purposes: [.trial], recipient: try Party(parsing: "TH"),
                expires: event.at.adding(days: 30))
        }
        if event.type == .overrideGiven {
            event.bundle = try bundle()
            event.override = GivenOverride(
                action: .retrieve,
                clauses: try ["4(10)", "4(9)"].map {
                    ClauseCitation(
                        of: try AgreementID(parsing: "KH-TH-JIT-2026-01"), clause: try ClauseNumber(parsing: $0))
                }, purposes: [.trial, .investigation], policy: Digest(ofText: "policy"),
                reasons: Digest(ofText: "salt and reasons"), expires: event.at.adding(days: 1))
        }
        if event.type == .overrideWithdrawn { event.bundle = try bundle() }
        if event.type == .courtOrderRecorded {
            event.authorization = Digest(ofText: "salt and order")
            event.courtOrder = StatedCourtOrder(
                of: try Party(parsing: "KH"), date: try CalendarDay(parsing: "2026-05-03"))
        }
    }

    static func credential(_ name: String, in workspace: Workspace) throws -> Credential {
        try certify(name, in: workspace, key: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        let pem = try workspace.read("certificate.pem") + workspace.read("key.pem")
        return try Credential(pem: pem, passphrase: nil)
    }

    /// Makes `certificate.pem` and `key.pem`.
    /// - Parameter key: how `openssl req` names the kind of key.
    static func certify(_ name: String, in workspace: Workspace, key: [String]) throws {
        let configuration = """
            [req]
            distinguished_name = name
            prompt = no
            x509_extensions = extensions
            [name]
            CN = \(name)
            [extensions]
            basicConstraints = critical, CA:FALSE
            keyUsage = critical, digitalSignature, nonRepudiation
            extendedKeyUsage = clientAuth, emailProtection
            subjectAltName = URI:saksi://\(name)
            """
        let file = try workspace.write(configuration, to: "request.cnf")
        let made = try Tool.run(
            "openssl",
            [
                "req", "-x509", "-nodes", "-days", "30", "-sha256", "-newkey",
            ] + key + [
                "-config", file, "-keyout", workspace("key.pem"), "-out", workspace("certificate.pem"),
            ])
        try #require(made.status == 0, "\(made.everything)")
    }

    func credential(_ name: String) throws -> Credential { try #require(credentials[name]) }
    func certificate(_ name: String) throws -> Certificate { try credential(name).chain.leaf }

    /// What a verifier looks certificates up in.
    func lookup(_ digest: Digest) -> Certificate? {
        credentials.values.map(\.chain.leaf).first { $0.digest == digest }
    }

    func event(
        _ type: EventType, by actor: String, signedBy signers: [String]? = nil, id: EventID? = nil,
        _ change: (inout CustodyEvent) throws -> Void = { _ in }
    ) throws -> CustodyEvent {
        var event = CustodyEvent(
            event: id ?? EventID(from: SystemRandomness()), type: type, log: log,
            signers: try (signers ?? [actor]).map { try certificate($0).digest }, actor: try Identity(parsing: actor),
            at: try Instant(parsing: "2026-05-04T02:13:05.123Z"), offset: .indochina, clock: .ntp)
        event.case = try CaseNumber(parsing: "KH-AHTJPP-2026-000123")
        try change(&event)
        return event
    }

    func envelope(_ event: CustodyEvent, _ signers: [String]) throws -> Envelope {
        try Envelope(signing: event, with: signers.map(credential))
    }

    func verified(
        _ type: EventType, by actor: String, signedBy signers: [String]? = nil, id: EventID? = nil,
        _ change: (inout CustodyEvent) throws -> Void = { _ in }
    ) throws -> VerifiedEvent {
        let signers = signers ?? [actor]
        let event = try event(type, by: actor, signedBy: signers, id: id, change)
        return try UnverifiedEvent(envelope(event, signers)).verify(for: log, certificate: lookup)
    }

    func bundle(_ name: String = "b") throws -> BundleMention {
        BundleMention(
            id: BundleID(from: SystemRandomness()), digest: Digest(ofText: name), file: Digest(ofText: name + "!"))
    }

    func activation() throws -> VerifiedEvent {
        try verified(.agreementActivated, by: Self.node) { event in
            event.case = nil
            event.activation = Activation(
                agreement: Digest(ofText: "agreement"), version: 1, signatures: [Digest(ofText: "signature")],
                trust: Digest(ofText: "trust"), key: nodeKey.verifier, policy: Digest(ofText: "policy"),
                sources: [
                    ActivationSource(
                        id: try AgreementID(parsing: "KH-TH-JIT-2026-01"), version: 1,
                        digest: Digest(ofText: "agreement"))
                ])
        }
    }

    /// A member's statement that hands the same version in.
    func handover() throws -> VerifiedEvent {
        try verified(.agreementActivated, by: Self.investigator) { event in
            event.case = nil
            event.activation = try activation().event.activation?.handedIn
        }
    }

    /// A submission and its acceptance, as they enter together.
    func submission(_ name: String = "b") throws -> [VerifiedEvent] {
        let bundle = try bundle(name)
        let submitted = try verified(.submitted, by: Self.investigator) { $0.bundle = bundle }
        let accepted = try verified(.accepted, by: Self.node) {
            $0.bundle = bundle
            $0.counterpart = Counterpart(submitted.event.actor)
            $0.previous = [submitted.mention]
        }
        return [submitted, accepted]
    }
}

extension Activation {
    /// The same without what only the node says.
    var handedIn: Activation {
        Activation(
            agreement: agreement, version: version, signatures: signatures, trust: trust, sources: sources)
    }
}
