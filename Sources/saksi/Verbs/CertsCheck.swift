import ArgumentParser
import Seal
import Vocabulary

/// `saksi certs check`: is the trust list signed, are its lists fresh, is my certificate good, and for how long.
struct CertsCheck: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the trust list, its revocation lists and your certificate.",
        discussion: """
            With --fingerprints it prints what two people compare by telephone or on paper before they trust \
            each other's certificates for the first time.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @OptionGroup var signer: IdentityOptions
    @Flag(help: "Print the fingerprints to compare on paper.")
    var fingerprints = false

    func perform(_ session: Session) async throws -> any Answer {
        let store = try session.trust(trust)
        let credential = try signer.identity ?? session.profile().identity == nil ? nil : session.credential(signer)
        var findings = TrustFindings.of(store, now: session.now)
        if let credential { findings += IdentityFindings.of(credential, trust: store, now: session.now) }
        return CertsReport(
            trustList: CertsReport.List(store),
            identity: credential?.identity,
            findings: findings,
            fingerprints: fingerprints ? NamedFingerprint.all(store, credential) : nil)
    }
}

struct CertsReport: Answer {
    struct List: Encodable, Sendable {
        let path: String
        let version: Int
        let issued: Instant
        let digest: Digest
        let signers: [Identity]

        init(_ store: TrustStore) {
            path = store.path
            version = store.list.version
            issued = store.list.issued
            digest = store.list.digest
            signers = store.signers.map(\.identity).sorted()
        }
    }

    let trustList: List
    let identity: Identity?
    let findings: [Finding]
    let fingerprints: [NamedFingerprint]?

    var exit: ExitStatus { Finding.exit(of: findings) }
    var failure: FailureReport? { Finding.failure(of: findings) }

    func write(to page: inout Page) {
        page.line(
            "Trust list \(trustList.path), version \(trustList.version), issued \(trustList.issued.day(at: .utc))")
        for finding in findings { finding.write(to: &page) }
        if identity == nil {
            page.line("  Your own certificate was not checked: no --identity and none in the profile.")
        }
        guard let fingerprints else { return }
        page.heading("Fingerprints (SHA-256)")
        page.line("  Compare every group by telephone or on paper with somebody you know at each central authority.")
        for print in fingerprints {
            page.line("  \(print.of)")
            let groups = print.groups.split(separator: " ")
            page.line("      " + groups.prefix(8).joined(separator: " "))
            page.line("      " + groups.dropFirst(8).joined(separator: " "))
        }
    }
}

/// A fingerprint and what it is of.
struct NamedFingerprint: Encodable, Sendable {
    let of: String
    let sha256: Digest
    var groups: String { Fingerprint.text(sha256) }

    private enum CodingKeys: String, CodingKey { case of, sha256 }

    static func all(_ store: TrustStore, _ credential: Credential?) -> [NamedFingerprint] {
        var prints = [NamedFingerprint(of: "the trust list, version \(store.list.version)", sha256: store.list.digest)]
        for party in store.list.parties.values.sorted(by: { $0.party < $1.party }) {
            for root in party.roots {
                prints.append(NamedFingerprint(of: "root of \(party.party): \(root.subject)", sha256: root.digest))
            }
        }
        if let credential {
            prints.append(
                NamedFingerprint(of: "your certificate, \(credential.identity)", sha256: credential.chain.leaf.digest))
        }
        return prints
    }
}
