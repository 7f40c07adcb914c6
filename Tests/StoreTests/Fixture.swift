import Foundation
import TestKit
import Vocabulary

@testable import Store

/// The things that tests of the store keep, made the same each time.
struct Fixture {
    let agreement: AgreementID
    let officer: Identity
    let other: Identity
    let now: Instant

    init() throws {
        agreement = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        officer = try Identity(parsing: "kh/ahtjpp/0101")
        other = try Identity(parsing: "th/dsi-1/0201")
        now = try Instant(parsing: "2026-05-04T02:13:05.000Z")
    }

    func id<Kind>(_ number: Int) throws -> RandomID<Kind> {
        let digits = String(number, radix: 16)
        return try RandomID(parsing: String(repeating: "0", count: 32 - digits.count) + digits)
    }

    func upload(_ number: Int, length: Int64?, owner: Identity? = nil) throws -> NewUpload {
        NewUpload(
            id: try id(number), owner: owner ?? officer, agreement: agreement, length: length, created: now)
    }

    func step(_ log: LogKey, from size: Int64, entries: [String]) -> LogStep {
        LogStep(
            log: log, expectedSize: size, entries: entries.map { Array($0.utf8) },
            tiles: [
                TileRow(level: 0, index: 0, hashes: [UInt8](repeating: 7, count: 32 * (Int(size) + entries.count)))
            ],
            checkpoint: Array("note \(Int(size) + entries.count)".utf8), time: now)
    }

    func bundle(_ number: Int, blob: Digest, size: Int64, entry: Int64) throws -> NewBundle {
        NewBundle(
            row: BundleRow(
                id: try id(number), agreement: agreement, digest: Digest(ofText: "manifest \(number)"), blob: blob,
                size: size, submitter: officer, caseNumber: try CaseNumber(parsing: "KH-AHTJPP-2026-000123"),
                channel: .jit, time: now, entry: entry),
            record: Array("{\"bundle\":\(number)}".utf8))
    }

    func exhibit(
        _ number: Int, of bundle: Int, category: EvidenceCategory = .photograph, victim: VictimIdentity = .none,
        entry: Int64
    ) throws -> ExhibitRow {
        ExhibitRow(
            agreement: agreement, bundle: try id(bundle), number: try ExhibitNumber(number), category: category,
            handling: [.h2, .h1], victimIdentity: victim, origin: try Party(parsing: "KH"), flags: [.confidential],
            size: Int64(100 * number), digest: Digest(ofText: "exhibit \(number)"), path: "data/\(number).jpg",
            mediaType: "image/jpeg", renditionOf: number == 2 ? try ExhibitNumber(1) : nil,
            renditionKind: number == 2 ? .redaction : nil, record: Array("{\"number\":\(number)}".utf8), entry: entry)
    }

    /// A commit with a row in every table.
    func everything(_ log: LogKey, blob: Digest, size: Int64) throws -> Commit {
        Commit(
            step: step(log, from: 0, entries: ["activated", "submitted", "accepted"]),
            cosignatures: [CosignatureRow(log: log, size: 3, key: "bangkok+01234567+x", note: Array("note".utf8))],
            events: [
                EventRow(id: try id(11), log: log, entry: 0, type: "agreement-activated", bundle: nil, exhibit: nil),
                EventRow(
                    id: try id(12), log: log, entry: 1, type: "submitted", bundle: try id(1),
                    exhibit: try ExhibitNumber(1)),
            ],
            certificates: [CertificateRow(log: log, digest: Digest(ofText: "certificate"), entry: 0)],
            bundles: [try bundle(1, blob: blob, size: size, entry: 2)],
            exhibits: [try exhibit(1, of: 1, entry: 2), try exhibit(2, of: 1, victim: .direct, entry: 2)],
            receipts: [ReceiptRow(submitter: officer, agreement: agreement, blob: blob, bundle: try id(1), entry: 2)],
            releases: [
                ReleaseRow(
                    id: try id(21), agreement: agreement, bundle: try id(1), member: other,
                    items: [try ExhibitNumber(2)], purpose: .prosecution, decision: try id(31), issued: now,
                    expires: now.adding(days: 1), content: Digest(ofText: "extract"), size: 7, entry: 2)
            ],
            decisions: [
                DecisionRow(
                    id: try id(31), agreement: agreement, bundle: try id(1), member: other,
                    record: Array("{\"permitted\":true}".utf8), entry: 2)
            ],
            cases: [
                CaseRow(
                    agreement: agreement, number: try CaseNumber(parsing: "KH-AHTJPP-2026-000123"),
                    offence: "trafficking",
                    entry: 1)
            ],
            hearings: [
                HearingRow(
                    agreement: agreement, session: try id(41), side: "presiding", bundle: try id(1),
                    record: Array("{\"session\":1}".utf8), entry: 2)
            ],
            approvals: [
                ApprovalRow(
                    event: Digest(ofText: "approval"), agreement: agreement, action: .retrieve,
                    bundle: Digest(ofText: "manifest 1"), requester: other, given: now, expires: now.adding(days: 1),
                    entry: 1)
            ],
            consents: [
                ConsentRow(
                    event: Digest(ofText: "consent"), agreement: agreement, party: try Party(parsing: "KH"),
                    bundle: nil, given: now, expires: nil, entry: 1)
            ],
            overrides: [
                OverrideRow(
                    event: Digest(ofText: "override"), agreement: agreement, action: .retrieve,
                    bundle: Digest(ofText: "manifest 1"), expires: now.adding(days: 1), entry: 1)
            ],
            courtOrders: [
                CourtOrderRow(
                    event: Digest(ofText: "order"), agreement: agreement, party: try Party(parsing: "KH"),
                    bundle: Digest(ofText: "manifest 1"), caseNumber: nil, entry: 2)
            ],
            texts: [
                TextRow(
                    event: Digest(ofText: "override"), agreement: agreement,
                    words: SaltedText(
                        "A raid is planned.", salt: try Salt(parsing: String(repeating: "ab", count: 16))),
                    entry: 1)
            ])
    }

    /// What the disk would hold if the process ended now: a copy of the folder while it is open.
    static func crashImage(of folder: String, as image: String) throws -> String {
        try? FileManager.default.removeItem(atPath: image)
        try Tool.run("cp", ["-a", folder, image])
        return image
    }
}

/// Bytes that do not repeat.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

/// The error of ours that the body throws.
func failure(_ body: () async throws -> Void) async -> StoreError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? StoreError
    }
}

func code(_ body: () async throws -> Void) async -> ErrorCode? {
    await failure(body)?.code
}
