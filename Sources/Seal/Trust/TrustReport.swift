package import Vocabulary

/// What `saksi certs check` tells: whether the trust list, its lists and one's own certificate are fit to work with.
package struct TrustReport: Sendable, Codable {
    package struct Finding: Sendable, Codable, Hashable {
        package let code: String
        /// Whether work stops at this; otherwise it is a warning.
        package let isBlocking: Bool
        package let reason: String
        package let nextStep: String
    }

    package struct CertificateLine: Sendable, Codable, Hashable {
        package let subject: String
        package let identity: Identity?
        package let role: String
        package let notAfter: Instant
        /// Whole days until it runs out; negative afterwards.
        package let daysLeft: Int
    }

    package struct ListLine: Sendable, Codable, Hashable {
        package let issuer: String
        package let thisUpdate: Instant
        package let nextUpdate: Instant
        package let hoursLeft: Int
    }

    /// A digest in groups of four digits, to be read aloud and compared on paper.
    package struct Fingerprint: Sendable, Codable, Hashable {
        package let name: String
        package let digest: Digest
        package var groups: [String] {
            let digits = Array(digest.hexadecimal)
            return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }
        }

        /// Two lines of eight groups.
        package var lines: [String] {
            [groups.prefix(8), groups.dropFirst(8)].map { $0.joined(separator: " ") }
        }
    }

    package private(set) var version: Int?
    package private(set) var findings: [Finding] = []
    package private(set) var certificates: [CertificateLine] = []
    package private(set) var lists: [ListLine] = []
    package private(set) var fingerprints: [Fingerprint] = []

    package var isSound: Bool { !findings.contains(where: \.isBlocking) }

    /// Looks at everything and stops at nothing.
    ///
    /// - Parameters:
    ///   - path: of `trust.yaml`.
    ///   - identity: one's own chain, if there is one.
    package init(checking path: String, identity: CertificateChain?, at instant: Instant, lastSeen: Int? = nil) {
        do throws(SealError) {
            let unchecked = try TrustStore(unchecked: path)
            describe(unchecked, at: instant)
            let store = try TrustStore(loading: path, at: instant, lastSeen: lastSeen)
            for signer in store.signers { add(signer.warnings) }
            for reason in store.unjudged {
                add(
                    Finding(code: reason.code.name, isBlocking: false, reason: reason.reason, nextStep: reason.nextStep)
                )
            }
            if let identity { try check(identity, store, instant) }
        } catch {
            add(error)
        }
    }

    private mutating func check(_ chain: CertificateChain, _ store: TrustStore, _ instant: Instant) throws(SealError) {
        certificates.append(line(chain.leaf, "your certificate", instant))
        let use = CertificateUse.connection(of: chain.leaf.identity?.kind)
        for use in use == .memberTLS ? [use, .evidence] : [use] {
            do throws(SealError) {
                add(try store.validate(chain, for: use, at: instant).warnings)
            } catch {
                add(error)
            }
        }
    }

    private mutating func describe(_ store: TrustStore, at instant: Instant) {
        version = store.list.version
        fingerprints.append(Fingerprint(name: "trust list, version \(store.list.version)", digest: store.list.digest))
        for party in store.list.parties.values.sorted(by: { $0.party < $1.party }) {
            for root in party.roots {
                fingerprints.append(Fingerprint(name: "\(party.party): \(root.subject)", digest: root.digest))
                certificates.append(line(root, "root of \(party.party)", instant))
            }
            for root in party.timestampingRoots where !party.roots.contains(root) {
                fingerprints.append(
                    Fingerprint(name: "\(party.party), time-stamping: \(root.subject)", digest: root.digest))
                certificates.append(line(root, "time-stamping root of \(party.party)", instant))
            }
        }
        for list in store.revocationLists {
            let seconds = list.nextUpdate.secondsSince1970 - instant.secondsSince1970
            lists.append(
                ListLine(
                    issuer: list.issuer, thisUpdate: list.thisUpdate, nextUpdate: list.nextUpdate,
                    hoursLeft: Int(seconds / 3600)))
        }
        for missing in store.missingLists { add(missing.reason) }
    }

    private func line(_ certificate: Certificate, _ role: String, _ instant: Instant) -> CertificateLine {
        let seconds = certificate.notAfter.secondsSince1970 - instant.secondsSince1970
        return CertificateLine(
            subject: certificate.subject, identity: certificate.identity, role: role, notAfter: certificate.notAfter,
            daysLeft: Int((Double(seconds) / 86_400).rounded(.down)))
    }

    private mutating func add(_ error: SealError) {
        add(Finding(code: error.code.name, isBlocking: true, reason: error.reason, nextStep: error.nextStep))
    }

    private mutating func add(_ warnings: [TrustWarning]) {
        for warning in warnings {
            add(
                Finding(
                    code: warning.kind.rawValue, isBlocking: false, reason: warning.reason, nextStep: warning.nextStep))
        }
    }

    private mutating func add(_ finding: Finding) {
        if !findings.contains(finding) { findings.append(finding) }
    }
}
