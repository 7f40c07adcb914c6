package import Custody
package import Seal
import Store
import Vocabulary

/// Which keys a node's logs are signed with, and what somebody has to do about it.
package struct KeyReport: Sendable {
    package struct Log: Sendable {
        package let origin: LogOrigin
        package let size: Int
        package let terms: [KeySuccession.Term]
        /// The key in force; also where no event says so.
        package let inForce: VerifierKey?
        /// The proofs, each with the chain that signed its event.
        package let handovers: [(proof: KeyHandover, certificates: [Certificate])]
        /// Whether the key of the configuration is the one in force.
        package let isCurrent: Bool
        /// Whether everybody who has the trust list of this node accepts what it signs next: with the new key, with any.
        let isTrusted: (new: Bool, any: Bool)
    }

    package let logs: [Log]
    let hasFormer: Bool
    /// With which the node signs its events.
    package let events: Certificate
    let listed: [VerifierKey]
    /// The “log-key” of the configuration.
    let configured: VerifierKey
    let now: Instant

    /// Whether every log is signed with the key of the configuration.
    package var isComplete: Bool { logs.allSatisfy(\.isCurrent) }

    /// Certificates are told of so long before they end.
    private static let warnDays = 30

    /// What the operator has to look at.
    /// - Parameter tls: the certificate of the listener.
    package func remarks(tls: Certificate?) -> [String] {
        var remarks: [String] = []
        for log in logs {
            if !log.isCurrent {
                remarks.append(
                    "\(log.origin) is not signed with the “log-key” of the configuration; run: saksid key rotate")
            } else if !log.isTrusted.any {
                remarks.append(
                    "the trust list gives no key of this node for \(log.origin) from \(log.size + 1) entries on: nobody will accept what it signs; get the list that names it (saksid key show)"
                )
            } else if !log.isTrusted.new {
                remarks.append(
                    "the trust list does not name the new log key for \(log.origin) yet; “former-log-key” has to stay")
            }
        }
        for log in logs {
            let missing = log.terms.count(where: { $0.entry != nil && $0.isProven }) - log.handovers.count
            guard missing > 0 else { continue }
            remarks.append(
                "\(missing.counted("proof", "proofs")) of a log key of \(log.origin) cannot be made from the data folder (log-keys.json): take the file from beside the trust list, or from a backup"
            )
        }
        if hasFormer, isComplete, logs.allSatisfy(\.isTrusted.new) {
            remarks.append(
                "the trust list names the new log key: once everybody has that list, take “former-log-key” out and destroy the key"
            )
        }
        for (name, certificate) in [("events", events), ("tls", tls)] {
            guard let certificate, certificate.notAfter < now.adding(days: Self.warnDays) else { continue }
            remarks.append(
                "the certificate of “\(name)” ends on \(certificate.notAfter): renew it (docs/operations.md, “Keys”)")
        }
        return remarks
    }
}

extension ExchangeNode {
    package func keyReport() async throws -> KeyReport {
        let list = await trust.current().list
        let trusted = list.nodes[node]
        let memory = KeyMemory(in: folder)
        let reports = try await logs.map { log in
            let signing = try log.signing(by: keys)
            let size = Int(try folder.register.log(log.origin.text)?.size ?? 0)
            let pinned = try trusted.map { try LogKeys(origin: log.origin, of: $0) }
            func isTrusted(_ key: SignerKey) -> Bool { pinned?.counts(key, at: size + 1) ?? false }
            return KeyReport.Log(
                origin: log.origin, size: size, terms: signing.succession.terms, inForce: signing.inForce,
                handovers: try memory.handovers(of: log).map { proof in
                    (proof, try log.chain(of: proof.event).map { try Certificate(der: $0) })
                }, isCurrent: signing.isCurrent,
                isTrusted: (isTrusted(keys.log), signing.signers.contains(where: isTrusted)))
        }
        return KeyReport(
            logs: reports, hasFormer: keys.formerLog != nil, events: keys.events.chain.leaf,
            listed: (trusted?.logKeys ?? []).compactMap { try? VerifierKey(parsing: $0.verifierKey) }
                + keys.logVerifiers, configured: keys.log.verifier, now: now)
    }
}

extension ExchangeNode {
    /// In how many logs the trust list of this moment counts no key that signs what comes next: nobody will accept that.
    package func logsWithoutTrustedKey() async throws -> Int {
        let trusted = await trust.current().list.nodes[node]
        return try await logs.filter { log in
            let size = Int(try folder.register.log(log.origin.text)?.size ?? 0)
            let pinned = try trusted.map { try LogKeys(origin: log.origin, of: $0) }
            return try !log.signing(by: keys).signers.contains { pinned?.counts($0, at: size + 1) ?? false }
        }.count
    }
}

extension LogKeys {
    /// Whether the key counts by itself for a log of this size.
    fileprivate func counts(_ key: SignerKey, at size: Int) -> Bool {
        entries.contains {
            $0.key == key.verifier.named(origin) && $0.sizes.contains(size) && !$0.needsCosigner
        }
    }
}
