import Custody
import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

/// The node is killed at any moment: what it acknowledged is there, and what it did not is not claimed.
@Suite("A node that is killed")
struct KillTests {
    private static let kills = 50
    private static let clients = 4

    /// One bundle on its way, by the same command until it is accepted.
    private final class Sender {
        let name: String
        private(set) var process: Process?

        init(_ name: String) { self.name = name }

        func begin(_ fixture: NodeFixture) throws {
            process = try fixture.begin(
                ["submit", "\(name).asice", "--receipt", "\(name).receipt", "--json"], as: .investigator,
                output: "\(name).said")
        }

        /// - Returns: nil while it runs.
        func outcome() -> Int32? {
            guard let process, !process.isRunning else { return nil }
            process.waitUntilExit()
            self.process = nil
            return process.terminationStatus
        }

        var isAtWork: Bool { process != nil }
    }

    @Test(
        "After each of fifty kills during submissions the audit is clean and every receipt that was handed out verifies"
    )
    func fiftyKills() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("KillTests: seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let fixture = try NodeFixture()
        var bundles: [String: String] = [:]
        var accepted: [String] = []
        var tries = 0
        var senders: [Sender] = []
        var interrupted = 0
        var audits = 0
        var receipts = 0

        func attend() throws {
            for (place, sender) in senders.enumerated() {
                guard sender.isAtWork else {
                    try sender.begin(fixture)
                    tries += 1
                    continue
                }
                guard let status = sender.outcome() else { continue }
                switch status {
                case 0:
                    accepted.append(sender.name)
                    senders[place] = Sender(try packed())
                case 5:
                    // The node was not there, or fell silent in the middle; the same command again.
                    interrupted += 1
                default:
                    let said = String(decoding: try fixture.workspace.read("\(sender.name).said"), as: UTF8.self)
                    Issue.record("seed \(seed): \(sender.name) ended with \(status): \(said)\n\(fixture.log)")
                    senders[place] = Sender(try packed())
                }
            }
        }
        func packed() throws -> String {
            let name = "b\(bundles.count)"
            let size = [1, 700, 40_000, 700_000].randomElement(using: &chance) ?? 1
            bundles[name] = try fixture.pack((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }, as: name)
            return name
        }
        func checkedAudit(_ when: String) throws {
            audits += 1
            let audit = try fixture.audit()
            #expect(audit.status == 0, "seed \(seed), \(when): \(audit.everything)")
        }
        /// Each receipt by itself with the program, as soon as it is here; and every one of them against the log as the
        /// node holds it now.
        func checkedReceipts(_ when: String) throws {
            for name in accepted[receipts...] {
                let checked = try fixture.saksi(
                    ["verify", "\(name).asice", "--receipt", "\(name).receipt"], as: .investigator)
                #expect(checked.status == 0, "seed \(seed), \(when): \(checked.everything)")
            }
            receipts = accepted.count
            for name in accepted {
                let receipt = try Receipt(parsing: try fixture.workspace.read("\(name).receipt"))
                try receipt.proof.verify(
                    leaf: Merkle.leaf(receipt.envelope.bytes), root: receipt.checkpoint.checkpoint.root)
                let held = try fixture.sqlite(
                    """
                    SELECT lower(hex(bytes)) FROM entries JOIN logs ON entries.log = logs.number
                    WHERE origin = '\(receipt.checkpoint.checkpoint.origin)' AND entries.number = \(receipt.index)
                    """
                ).output.trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(
                    held == Hexadecimal.encode(receipt.envelope.bytes),
                    "seed \(seed), \(when): \(name) has a receipt that the log does not have")
            }
        }

        for _ in 0..<Self.clients { senders.append(Sender(try packed())) }
        for round in 1...Self.kills {
            try fixture.start()
            try attend()
            let end = ContinuousClock.now + .milliseconds(Int.random(in: 1...350, using: &chance))
            while ContinuousClock.now < end {
                try attend()
                usleep(500)
            }
            // Now and then a kill comes just after an acceptance, however slow the machine is.
            if round.isMultiple(of: 5) {
                let before = accepted.count
                try wait(for: "an acceptance before kill \(round)") {
                    try attend()
                    return accepted.count > before
                }
            }
            fixture.killNow()
            try checkedAudit("after kill \(round)")
            try checkedReceipts("after kill \(round)")
        }
        let duringKills = accepted.count
        #expect(duringKills >= Self.kills / 5)

        // Those who were interrupted come to their end with the same command.
        try fixture.start()
        let last = senders
        for sender in last {
            do {
                try wait(for: "\(sender.name) to be accepted") {
                    if !sender.isAtWork { try sender.begin(fixture) }
                    return sender.outcome() == 0
                }
                accepted.append(sender.name)
            } catch {
                let said = String(decoding: try fixture.workspace.read("\(sender.name).said"), as: UTF8.self)
                Issue.record("seed \(seed): \(error): \(said)\n\(fixture.log)")
            }
        }
        let listed = try allListed(fixture)
        for name in accepted {
            #expect(listed.contains(bundles[name] ?? ""), "seed \(seed): \(name) has a receipt and is not listed")
        }
        #expect(listed.isSubset(of: Set(bundles.values)))
        fixture.stop()
        try checkedAudit("at the end")
        try checkedReceipts("at the end")
        // A sender who never learned where its upload is begins another; the first one waits to be given up.
        let leftOver = fixture.heldFiles().filter { !$0.hasPrefix("blobs/") }
        #expect(
            leftOver.allSatisfy { $0.hasPrefix("spool/") } && leftOver.count <= interrupted, "seed \(seed): \(leftOver)"
        )
        #expect(accepted.count >= duringKills + Self.clients)
        print(
            """
            KillTests: \(Self.kills) kills, \(tries) tries, \(interrupted) of them interrupted, \(accepted.count) receipts \
            verified, \(duringKills) of them handed out between kills, \(listed.count) bundles listed, \(audits) audits
            """)
    }

    private func allListed(_ fixture: NodeFixture) throws -> Set<String> {
        let outcome = try fixture.saksi(["list", "--agreement", NodeFixture.agreement, "--json"], as: .prosecutor)
        #expect(outcome.status == 0, "\(outcome.everything)")
        return Set(try Answered(outcome)["bundles"].list.map(\.["bundle"].text))
    }
}
