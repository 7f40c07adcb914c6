import Custody
import EvidenceBundle
import Foundation
import Policy
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

extension ListedCourtOrder {
    fileprivate func padded(by bytes: Int) -> ListedCourtOrder {
        ListedCourtOrder(
            event: event, digest: digest, recorder: recorder, recorded: recorded, order: order, bundle: bundle,
            caseNumber: caseNumber,
            words: SaltedText(String(repeating: "a", count: bytes), salt: Salt(from: SystemRandomness())), end: end)
    }
}

/// Whatever lies in the register, an answer is one that a client reads.
@Suite("Pages")
struct PagingTests {
    /// As long in an answer as reasons can be: each character takes two bytes.
    private static let longest = String(repeating: "\"", count: SaltedText.longest)

    @Test("Overrides come in pages, the newest first; what one may not list is passed over")
    func overrides() async throws {
        let bench = try await Bench.lifting()
        let seen = try await bench.held(["document,none,confidential"])
        let hidden = try await bench.held(["financial-record,none,confidential"])
        var proposed: [EventID] = []
        for _ in 0..<5 {
            proposed.insert(try await bench.propose(seen).event, at: 0)
            try await bench.propose(hidden)
            try await bench.propose(hidden)
        }
        let id = try bench.id
        let caller = try await bench.caller(.investigator)
        for limit in [1, 2, 5, 500] {
            var pages: [[EventID]] = []
            var after: Int64?
            repeat {
                let page = try await bench.node.overrides(under: id, after: after, limit: limit, for: caller)
                #expect(page.overrides.count <= limit)
                pages.append(page.overrides.map(\.event))
                after = page.next
            } while after != nil
            #expect(pages.flatMap(\.self) == proposed, "\(limit): \(pages)")
        }
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Courts' orders come in pages too")
    func courtOrders() async throws {
        let bench = try await Bench.lifting()
        let seen = try await bench.held(["document,none,none"])
        let hidden = try await bench.held(["financial-record,none,none"])
        var recorded: [EventID] = []
        for _ in 0..<4 {
            recorded.insert(try await bench.order(seen, of: "TH", by: .leader).event, at: 0)
            try await bench.order(hidden, of: "TH", by: .leader)
        }
        let id = try bench.id
        let caller = try await bench.caller(.investigator)
        let first = try await bench.node.courtOrders(under: id, after: nil, limit: 3, for: caller)
        #expect(first.orders.map(\.event) == Array(recorded.prefix(3)) && first.next != nil)
        let second = try await bench.node.courtOrders(under: id, after: first.next, limit: 3, for: caller)
        #expect(second.orders.map(\.event) == [recorded[3]] && second.next == nil)
        // Where a page begins is no question of what stands there.
        for (entry, count) in [(Int64(0), 0), (.max, 4)] {
            let page = try await bench.node.courtOrders(under: id, after: entry, limit: 500, for: caller)
            #expect(page.orders.count == count && page.next == nil)
        }
    }

    @Test(
        "Beside a bundle stand the newest overrides, and a page of the register counts them: it stays within its bytes")
    func besideBundles() async throws {
        let bench = try await Bench.lifting()
        let id = try bench.id
        var bundles: [Bench.Packed] = []
        for _ in 0..<20 { bundles.append(try await bench.held(["document,none,confidential"])) }
        var newest: EventID?
        for packed in bundles {
            for _ in 0..<8 {
                let proposed = try await bench.propose(packed, reasons: Self.longest)
                try await bench.second(proposed)
                newest = proposed.event
            }
        }
        let caller = try await bench.caller(.leader)
        let last = try await bench.node.listedBundle(try #require(bundles.last).id, under: id, for: caller).overrides
        #expect(last.shown.first?.event == newest && last.hasMore && (2...7).contains(last.shown.count))
        #expect(last.bytes <= OverridesBeside.mostBytes)
        var listed: [BundleID] = []
        var after: BundleID?
        repeat {
            let page = try await bench.node.list(under: id, caseNumber: nil, after: after, limit: 500, for: caller)
            let bytes = page.bundles.reduce(0) { $0 + $1.overrides.shown.reduce(0) { $0 + Self.bytes($1) } }
            #expect(bytes <= ExchangeNode.pageBytes + OverridesBeside.mostBytes)
            listed += page.bundles.map(\.id)
            after = page.next
        } while after != nil
        #expect(listed == bundles.map(\.id))
        // A page of overrides ends at its bytes as well.
        let page = try await bench.node.overrides(under: id, after: nil, limit: 500, for: caller)
        #expect(page.next != nil && page.overrides.count < 160)
    }

    /// What the reasons alone take in an answer.
    private static func bytes(_ override: ListedOverride) -> Int {
        (try? CanonicalJSON.encode(override.reasons).count) ?? 0
    }

    @Test("Beside a dry run stand the newest overrides and courts' orders, and its page counts them")
    func besideDryRun() async throws {
        let bench = try await Bench.lifting()
        let long = String(repeating: "a", count: 8000)
        let packed = try await bench.pack(
            Array(repeating: "document,none,confidential", count: 100), words: "# \(long)")
        try await bench.submit(packed)
        let id = try bench.id
        let caller = try await bench.caller(.leader)
        func page() async throws -> DryRun {
            try await bench.node.why(
                .retrieve, purpose: .investigation, exhibits: nil, of: packed.id, under: id, for: caller)
        }
        let alone = try await page().answers.count
        var orders: [EventID] = []
        var overrides: [EventID] = []
        for _ in 0..<8 {
            orders.insert(
                try await bench.order(packed, of: "KH", by: .prosecutor, words: Self.longest).event, at: 0)
            let proposed = try await bench.propose(packed, reasons: Self.longest)
            try await bench.second(proposed)
            overrides.insert(proposed.event, at: 0)
        }
        let crowded = try await page()
        let shown = crowded.courtOrders.shown
        #expect((2...7).contains(shown.count) && crowded.courtOrders.hasMore)
        #expect(shown.map(\.event) == Array(orders.prefix(shown.count)))
        #expect(crowded.courtOrders.bytes <= CourtOrdersBeside.mostBytes)
        #expect(crowded.overrides.shown.first?.event == overrides.first && crowded.overrides.hasMore)
        // Each text of conditions counts 16,064 bytes, and what stands beside more than 100,000.
        #expect(crowded.answers.count <= alone - 6, "\(crowded.answers.count) of \(alone)")
        let next = try await bench.node.why(
            .retrieve, purpose: .investigation, exhibits: nil, after: crowded.next, of: packed.id, under: id,
            for: caller)
        #expect(next.courtOrders.shown.isEmpty && !next.courtOrders.hasMore && !next.answers.isEmpty)
    }

    @Test("A page of a dry run has an exhibit on it, whatever stands beside it")
    func besideOneExhibit() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none", "document,none,none"])
        let recorded = try await bench.order(packed, of: "KH", by: .prosecutor)
        let listed = try #require(try await bench.courtOrders(for: .leader).first)
        #expect(listed.event == recorded.event)
        let answers = try await bench.node.why(
            .retrieve, purpose: .investigation, exhibits: nil, of: packed.id, under: try bench.id,
            for: try await bench.caller(.leader)
        ).answers
        var beside = CourtOrdersBeside()
        beside.add(listed.padded(by: ExchangeNode.pageBytes))
        let run = DryRun(answers, OverridesBeside(), beside)
        #expect(run.answers.count == 1 && run.next == answers.first?.number)
    }

    @Test("A dry run tells each text of conditions once, and goes on on further pages where there are too many")
    func dryRun() async throws {
        let bench = try await Bench()
        let id = try bench.id
        let caller = try await bench.caller(.leader)
        func pages(of packed: Bench.Packed) async throws -> [DryRun] {
            var pages: [DryRun] = []
            repeat {
                pages.append(
                    try await bench.node.why(
                        .retrieve, purpose: .investigation, exhibits: nil, after: pages.last?.next, of: packed.id,
                        under: id, for: caller))
            } while pages.last?.next != nil
            return pages
        }
        let rows = Array(repeating: "document,none,none", count: 150)
        let long = String(repeating: "a", count: 8000)
        let alike = try await bench.pack(rows, words: long)
        try await bench.submit(alike)
        #expect(try await pages(of: alike).map(\.answers.count) == [150])
        let different = try await bench.pack(rows, words: "# \(long)")
        try await bench.submit(different)
        let several = try await pages(of: different)
        #expect(several.count > 2 && several.flatMap(\.answers).map(\.number.value) == Array(1...150))
        for page in several {
            let bytes = page.answers.reduce(0) { $0 + ($1.conditions?.utf8.count ?? 0) }
            #expect(bytes <= ExchangeNode.pageBytes + long.utf8.count + 10)
        }
    }
}
