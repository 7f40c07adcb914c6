import Custody
import Seal
import Vocabulary

extension KeyReport {
    /// A proof of a log under the name by which the lines for the trust list name it, or the certificates beside it.
    package struct ProofFile: Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    package var proofFiles: [ProofFile] {
        logs.flatMap { log in
            log.handovers.flatMap { proof, certificates in
                let name = Self.name(of: log.origin, proof.size)
                return [
                    ProofFile(name: name, bytes: proof.receipt.bytes),
                    ProofFile(name: name + ".pem", bytes: Array(certificates.map(\.pem).joined().utf8)),
                ]
            }
        }
    }

    /// The log keys of this node, as they have to stand in the trust list; nil as long as some log is not done.
    package var trustListLines: String? {
        guard isComplete else { return nil }
        return keysInOrder.map(lines).joined(separator: "\n")
    }

    private static func name(of origin: LogOrigin, _ size: Int) -> String {
        "\(origin.party.lowercased)/\(origin.node.name)/\(origin.lastPart)-\(size).tlog-proof"
    }

    /// Every key of any log, the oldest first. A log that began later lacks the first ones, and no log lacks one in between.
    private var keysInOrder: [[UInt8]] {
        var keys: [[UInt8]] = []
        for log in logs.sorted(by: { $0.terms.count > $1.terms.count }) {
            for key in log.terms.filter(\.signs).map(\.key) + [log.inForce].compactMap(\.self)
            where !keys.contains(key.publicKey) {
                keys.append(key.publicKey)
            }
        }
        // Before any log has begun.
        if logs.isEmpty { keys.append(configured.publicKey) }
        return keys
    }

    private func lines(_ key: [UInt8]) -> String {
        let terms = logs.compactMap { log in
            log.terms.first { $0.key.publicKey == key }.map { (log: log, term: $0) }
        }
        func map(_ size: (KeySuccession.Term) -> Int?) -> String? {
            let sizes = terms.compactMap { entry in size(entry.term).map { "\(entry.log.origin.lastPart): \($0)" } }
            return sizes.isEmpty ? nil : "{ \(sizes.joined(separator: ", ")) }"
        }
        var lines = [
            "- key: \(name(of: key))",
            "  from: \(map { $0.from > 0 ? $0.from : nil } ?? "0")",
        ]
        if let to = map(\.trustedTo) { lines.append("  to: \(to)") }
        if let cosigned = map({ $0.to == $0.trustedTo ? nil : $0.to }) { lines.append("  cosigned-to: \(cosigned)") }
        let proofs = terms.filter { $0.term.entry != nil && $0.term.isProven }
            .map { Self.name(of: $0.log.origin, $0.term.from - 1) }
        if !proofs.isEmpty { lines.append("  proofs: [\(proofs.joined(separator: ", "))]") }
        if terms.contains(where: { !$0.term.isProven }) {
            lines.append("  former: \(wasStolen(before: key) ? "stolen" : "lost")")
        }
        return lines.joined(separator: "\n")
    }

    /// As the trust list or the configuration has it; one that came and went between two lists bears the node's name.
    private func name(of key: [UInt8]) -> String {
        if let known = listed.first(where: { $0.publicKey == key }) { return known.text }
        let terms = logs.flatMap { log in log.terms.map { (log.origin, $0.key) } }
        return terms.first { $0.1.publicKey == key }.map { origin, key in
            key.named("saksi/\(origin.party.lowercased)/\(origin.node.name)").text
        } ?? ""
    }

    private func wasStolen(before key: [UInt8]) -> Bool {
        logs.contains { log in
            guard let place = log.terms.firstIndex(where: { $0.key.publicKey == key }), place > 0 else { return false }
            return log.terms[place - 1].to != log.terms[place - 1].trustedTo
        }
    }
}
