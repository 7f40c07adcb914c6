import Custody
import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// Which of two receipts of one event takes the place of the other, and whether the other is kept.
@Suite("A receipt is never replaced by one that proves less")
struct ReceiptUpgradeTests {
    private static let thai = "th/cosigner-bangkok"
    private static let viet = "vn/cosigner-ha-noi"
    private let office: Office
    private let bare: [UInt8]
    private let base: Instant
    private let chain: [Certificate]
    private let trust: TrustStore
    private let terms: QuorumTerms

    init() throws {
        office = try Office()
        base = SystemTimekeeper().now
        bare = try office.receipt(bundle: Digest(ofText: "bundle"), signedBy: ReceiptTranscripts.events, at: base)
        chain = try CertificateChain(pem: try office.workspace.read(ReceiptTranscripts.events)).all
        trust = try TrustStore(loading: office.workspace("pki/trust.yaml"), at: base)
        terms = QuorumTerms(atLeast: 1, of: Set(try ["KH", "TH", "VN"].map { try Party(parsing: $0) }))
    }

    /// What a receipt proves to somebody an hour later.
    /// - Parameters:
    ///   - cosigners: each with the second at which they signed.
    ///   - stamped: the second at which the authority of TH stamped it.
    private func proven(
        _ cosigners: [(String, Int64)], stamped: Int64? = nil, of quorum: QuorumTerms? = nil,
        needsTimestamp: Bool = false
    ) throws -> ReceiptCheck.Proven {
        let receipt = try cosigners.reduce(bare) {
            try office.cosigned($0, by: $1.0, at: base.adding(seconds: $1.1))
        }
        let token = try stamped.map { try office.timestamp(over: bare, by: "th", at: base.adding(seconds: $0)) }
        return try ReceiptCheck(receipt: receipt, certificates: chain, timestamp: token).prove(
            trust: trust, terms: ReceiptTerms(quorum: quorum ?? terms, needsTimestamp: needsTimestamp),
            now: base.adding(seconds: 3600))
    }

    @Test("More cosigners, or a time-stamp where none was, is more; the other way round it is not")
    func more() throws {
        let (none, signed) = (try proven([]), try proven([(Self.thai, 10)]))
        #expect(signed.lacksLess(than: none) && signed.hasAll(of: none, isSameCheckpoint: false))
        #expect(!none.lacksLess(than: signed) && !signed.lacksLess(than: signed))
        let stamped = try proven([(Self.thai, 10)], stamped: 5)
        #expect(stamped.lacksLess(than: signed) && stamped.hasAll(of: signed, isSameCheckpoint: false))
        #expect(!signed.lacksLess(than: stamped))
    }

    @Test("A quorum under a checkpoint without a time-stamp: the stamped receipt is kept beside it")
    func losesStamp() throws {
        let (before, after) = (try proven([], stamped: 5), try proven([(Self.thai, 10)]))
        #expect(after.lacksLess(than: before) && !after.hasAll(of: before, isSameCheckpoint: false))
        // Asked for, the time-stamp is not given up.
        let (asked, without) = (
            try proven([], stamped: 5, needsTimestamp: true), try proven([(Self.thai, 10)], needsTimestamp: true)
        )
        #expect(!without.lacksLess(than: asked))
    }

    @Test("A time-stamp of a later checkpoint moves the time: the receipt of before is kept beside it")
    func later() throws {
        let (before, after) = (try proven([(Self.thai, 10)]), try proven([(Self.thai, 10)], stamped: 600))
        #expect(after.lacksLess(than: before) && !after.hasAll(of: before, isSameCheckpoint: false))
        // Over the same checkpoint it can be taken away again.
        #expect(after.hasAll(of: before, isSameCheckpoint: true))
        let stamped = try proven([], stamped: 5)
        let whole = try proven([(Self.thai, 700)], stamped: 600)
        #expect(whole.lacksLess(than: stamped) && !whole.hasAll(of: stamped, isSameCheckpoint: false))
    }

    @Test("Fewer cosigners are kept beside more; where nobody knows how many are enough, nothing is replaced by fewer")
    func fewer() throws {
        func both(_ quorum: QuorumTerms) throws -> (ReceiptCheck.Proven, ReceiptCheck.Proven) {
            (
                try proven([(Self.thai, 10), (Self.viet, 10)], of: quorum),
                try proven([(Self.thai, 10)], stamped: 5, of: quorum)
            )
        }
        let (before, after) = try both(terms)
        #expect(after.lacksLess(than: before) && !after.hasAll(of: before, isSameCheckpoint: false))
        let (unknown, fewer) = try both(.unknown)
        #expect(unknown.isComplete && fewer.isComplete && !unknown.knowsQuorum)
        #expect(!fewer.lacksLess(than: unknown))
    }

    @Test("Only who counts is said to have cosigned, each once; of the others it is said why they do not")
    func cosigners() throws {
        let pair = QuorumTerms(atLeast: 1, of: Set(try ["KH", "TH"].map { try Party(parsing: $0) }))
        let seen = try proven(
            [(Self.thai, 10), (Self.thai, 20), (Self.viet, 5), ("kh/cosigner-phnom-penh", 5)], of: pair)
        #expect(seen.cosigners.map(\.text) == ["th/cosigner/bangkok"])
        #expect(seen.uncountedCosigners.map(\.text) == ["kh/cosigner/phnom-penh", "vn/cosigner/ha-noi"])
        #expect(seen.isComplete && seen.seenAt == Instant(secondsSince1970: base.secondsSince1970 + 10))
    }

    @Test("A time-stamp from before the event is a fault, whoever laid it beside the receipt")
    func stampedBefore() throws {
        #expect(try proven([], stamped: -290).trustedTime != nil)
        // Five minutes, and the two seconds by which the authority may be off.
        #expect(try proven([], stamped: -302).trustedTime != nil)
        let error = #expect(throws: SealError.self) { try proven([], stamped: -303) }
        #expect(error?.code == .timestampClock)
    }

    @Test("A cosigner whose clock is wrong neither gives the time nor stops the receipt")
    func clocks() throws {
        for seconds in [-base.secondsSince1970, -40_000_000, 2_000_000_000] {
            let seen = try proven([(Self.thai, seconds)])
            #expect(seen.isComplete)
            #expect(seen.seenAt == (seconds < 0 ? base : base.adding(seconds: 3600)))
        }
        // Nobody has to sign, or nobody knows who: what somebody signed all the same gives no time.
        #expect(try proven([(Self.thai, 10)], of: QuorumTerms(atLeast: 0, of: [])).seenAt == nil)
        #expect(try proven([(Self.thai, 10)], of: .unknown).seenAt == nil)
    }
}
