import Custody
import EvidenceBundle
import Foundation
import Policy
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// Two certificates of custody, made through a real node that has been stopped since.
final class CertificateDesk: Sendable {
    static let shared = Result { try CertificateDesk() }

    let exchange: RunningExchange
    let bundle: String
    let other: String
    /// What making the first one answered.
    let answer: Tool.Outcome

    static let first = "custody-one"
    static let second = "custody-two"
    static let note = "a word that must not be on the paper"

    private static let sheet = """
        path,category,handling,flags,victim-identity
        complaint.txt,document,none,none,direct
        gate-of-the-factory.png,photograph,none,none,none

        """

    private init() throws {
        let exchange = try RunningExchange()
        try exchange.workspace.write("ពាក្យបណ្ដឹង A\n", to: "exhibits/complaint.txt")
        try exchange.workspace.write([0x89, 0x50, 0x4E, 0x47], to: "exhibits/gate-of-the-factory.png")
        try exchange.workspace.write(Self.sheet, to: "sheet.csv")
        try exchange.workspace.write("another bundle\n", to: "more/note.txt")
        let under = ["--agreement", RunningExchange.agreement]
        func done(_ arguments: String..., as person: RunningExchange.Person) throws -> Tool.Outcome {
            let outcome = try Tool.run(
                RunningExchange.programs + "/saksi", arguments + ["--json", "--profile", person.profile],
                in: exchange.workspace.path, environment: RunningExchange.environment(exchange.workspace))
            guard outcome.status == 0 else { throw Answered.Missing(what: "\(arguments): \(outcome.everything)") }
            return outcome
        }
        try exchange.pack("exhibits", as: "case.asice", sheet: "sheet.csv")
        bundle = try Answered(
            try done("submit", "case.asice", "--receipt", "case.receipt", as: .investigator))["bundle"].text
        try exchange.pack("more", as: "more.asice")
        other = try Answered(
            try done("submit", "more.asice", "--receipt", "more.receipt", as: .investigator))["bundle"].text
        // Refused first, for immigration: that stands in the custody too.
        let refused = try exchange.saksi(
            "retrieve", bundle, under[0], under[1], "--case", RunningExchange.caseNumber, "--purpose", "immigration",
            "--out", "no.asice", "--json", as: .leader)
        guard refused.status == 3 else { throw Answered.Missing(what: "a refusal: \(refused.everything)") }
        _ = try done(
            "retrieve", bundle, under[0], under[1], "--case", RunningExchange.caseNumber, "--purpose", "trial", "--out",
            "got.asice", as: .leader)
        _ = try done("custody", "record", "opened", bundle, under[0], under[1], "--exhibit", "1", as: .leader)
        _ = try done(
            "custody", "record", "produced-in-court", bundle, under[0], under[1], "--purpose", "trial", "--location",
            "TH-BKK-0001", "--forum", "TH", "--note", Self.note, as: .leader)
        answer = try done(
            "custody", "certificate", bundle, under[0], under[1], "--copy", "got.asice", "--out", Self.first,
            as: .leader)
        _ = try done("custody", "certificate", other, under[0], under[1], "--out", Self.second, as: .leader)
        exchange.stop()
        self.exchange = exchange
    }

    func folder(_ name: String) throws -> [String: [UInt8]] {
        try CertificateFolder(reading: exchange.workspace(name)).files
    }

    func text(_ path: String) throws -> String {
        String(decoding: try exchange.workspace.read(path), as: UTF8.self)
    }

    var trust: TrustStore {
        get throws { try TrustStore(loading: exchange.workspace("pki/trust.yaml"), at: SystemTimekeeper().now) }
    }

    var agreements: AgreementFolder {
        get throws { try AgreementFolder(reading: exchange.workspace("agreements")) }
    }

    /// Checks files as they would lie in a folder, with the pinned trust list.
    func check(
        _ files: [String: [UInt8]], agreements: AgreementFolder? = nil, trust: TrustStore? = nil,
        acceptsPages: Bool = false, now: Instant = SystemTimekeeper().now
    ) throws -> CertificateCheck {
        var check = CertificateCheck(
            CertificateFolder(files: files), named: "folder", trust: try trust ?? self.trust, agreements: agreements,
            acceptsPages: acceptsPages, now: now)
        check.run()
        return check
    }

    /// The first certificate made again, by nobody, under the same head with the signatures of cosigners.
    ///
    /// - Parameter change: done to what the agreement asks for.
    func cosigned(
        by cosigners: [String], and strangers: [SignerKey] = [], trust: TrustStore? = nil,
        agreements: AgreementFolder? = nil, now: Instant = SystemTimekeeper().now,
        _ change: (ProvenCustody.Quorum?) -> ProvenCustody.Quorum? = { $0 }
    ) throws -> [String: [UInt8]] {
        let trust = try trust ?? self.trust
        let agreements = SignedAgreements(try agreements ?? self.agreements, trust: trust, now: now)
        let check = try self.check(try folder(Self.first))
        guard let record = check.record, let proofs = check.proofs else {
            throw Answered.Missing(what: "a certificate: \(check.report.checks)")
        }
        let keys = try cosigners.map { try SignerKey(parsing: Secret(try text("pki/\($0).key"))) }
        let head = try (keys + strangers).reduce(proofs.checkpoint) { head, key in
            head.adding([try head.cosignature(by: key, at: now)])
        }
        let log = try PinnedLog(record.log, trust: trust)
        let line = try CustodyLine(
            CustodyProofs(
                checkpoint: head, entries: proofs.entries, certificates: proofs.certificates, lists: proofs.lists),
            of: record.bundle.id, in: log, trust: trust, now: now)
        let making = CertificateMaking(
            line: line, log: log, trust: trust, copy: nil,
            quorum: change(try agreements.quorum(of: line.signatures, in: log)),
            clauses: agreements.clauses(citedIn: line), signer: nil, language: .english, beside: nil, made: now,
            offset: record.offset)
        return try making.run().files
    }

    /// A copy of the first folder that a test may change.
    func copied() throws -> Workspace {
        let workspace = try Workspace()
        try FileManager.default.copyItem(atPath: exchange.workspace(Self.first), toPath: workspace("folder"))
        return workspace
    }
}
