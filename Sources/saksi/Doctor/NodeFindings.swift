import Courier
import Seal
import Vocabulary
import Wire

/// Whether the node can be reached, who it is, and how far its clock and trust list are from ours.
enum NodeFindings {
    static func of(_ session: Session, as credential: Credential, trust: TrustStore) async -> [Finding] {
        do {
            return try await session.withNode(as: credential, trust: trust) { client in
                // The first request pays for the connection; the second shows the round trip.
                _ = try await client.send(.get, Routes.node.path())
                let before = ContinuousClock.now
                let answer = try await client.send(.get, Routes.node.path())
                let trip = ContinuousClock.now - before
                let node = try answer.record(NodeDescription.self, noun: "node's description of itself")
                return findings(node, trip: trip, now: session.now, trust: trust)
            }
        } catch {
            return [
                .wrong("node", error),
                .notChecked("clock", "without the node there is nothing to compare it with"),
            ]
        }
    }

    private static func findings(
        _ node: NodeDescription, trip: Duration, now: Instant, trust: TrustStore
    ) -> [Finding] {
        let milliseconds = trip.components.seconds * 1000 + trip.components.attoseconds / 1_000_000_000_000_000
        var findings: [Finding] = [
            .good(
                "node",
                "\(node.node) answers in \(milliseconds) ms, version \(node.version), and knows you as \(node.caller)"),
            clock(node.time, now: now),
        ]
        findings.append(
            node.trustList == trust.list.digest
                ? .good("trust list of the node", "the same as yours")
                : .attention(
                    "trust list of the node", "another one than yours (version \(trust.list.version))",
                    next: "Ask the operator which is the current one, and compare the fingerprints on paper."))
        let inForce = node.agreements.filter(\.inForce).map(\.agreement.text)
        findings.append(
            inForce.isEmpty
                ? .attention(
                    "agreements on the node", "you are on the roster of none that is in force",
                    next: "Ask your central authority to name you in the agreement.")
                : .good("agreements on the node", inForce.joined(separator: ", ")))
        for suspended in node.agreements {
            guard let since = suspended.suspendedSince else { continue }
            findings.append(
                .attention(
                    "\(suspended.agreement)", "suspended since \(since): nothing new is given under it",
                    next: "Ask your central authority when it is resumed."))
        }
        return findings
    }

    private static func clock(_ theirs: Instant, now: Instant) -> Finding {
        let seconds = abs(theirs.millisecondsSince1970 - now.millisecondsSince1970) / 1000
        let text = "\(seconds) s apart from the node's"
        return seconds > 60
            ? .attention(
                "clock", text, next: "Set this computer's clock by the network (NTP): times in evidence depend on it.")
            : .good("clock", text)
    }
}
