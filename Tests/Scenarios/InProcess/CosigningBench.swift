import Custody
import Foundation
import Store
import Synchronization
import TestKit
import Vocabulary

@testable import Exchange

/// A node whose agreement asks for one cosigner of another party, and the cosigner of Bangkok beside it.
struct CosigningBench: Sendable {
    let bench: Bench
    let told = Told()
    let asked = Asked()

    /// What the operator was told.
    final class Told: Sendable {
        private let all = Mutex<[CosigningNotice]>([])

        var notices: [CosigningNotice] { all.withLock { $0 } }
        func add(_ notice: CosigningNotice) { all.withLock { $0.append(notice) } }
    }

    /// The bodies that were sent.
    final class Asked: Sendable {
        private let all = Mutex<[[UInt8]]>([])

        var count: Int { all.withLock { $0.count } }
        func add(_ body: [UInt8]) { all.withLock { $0.append(body) } }
        var sizes: [Int] {
            get throws { try all.withLock { $0 }.map { try AddCheckpoint(parsing: $0).oldSize } }
        }
    }

    /// - Parameters:
    ///   - patience: how long a submission waits for its quorum.
    ///   - timestamp: the agreement's rule for time-stamps.
    ///   - change: done to the files before the node opens them.
    init(
        patience: Duration = .zero, atLeast: Int = 1, timestamp: String = "optional",
        _ change: (Workspace) throws -> Void = { _ in }
    ) async throws {
        bench = try await Bench(limits: ExchangeLimits(cosigningPatience: patience)) { workspace in
            try change(workspace)
            let text = String(decoding: try workspace.read("agreements/\(Bench.agreement).yaml"), as: UTF8.self)
            try workspace.sign(
                text.replacing(
                    "clauses:",
                    with: """
                        custody: { cosigners: { at-least: \(atLeast), of: other-parties }, timestamp: \(timestamp) }
                        clauses:
                        """,
                    maxReplacements: 1),
                as: Bench.agreement, by: ["kh/moj-0001", "th/oag-0001"])
        }
    }

    var thai: Identity { get throws { try Identity(parsing: "th/cosigner/bangkok") } }

    var log: LogReading {
        get async throws { try Answered.unwrap(await bench.node.logs(concerning: try Party(parsing: "TH")).first) }
    }

    func key(_ stem: String = "th/cosigner-bangkok") throws -> SignerKey {
        try SignerKey(
            parsing: Secret(String(decoding: try bench.workspace.read("pki/\(stem).key"), as: UTF8.self)))
    }

    func service() async throws -> CosignerService {
        let (key, place) = (try key(), bench.workspace("cosigner"))
        try CosignerFolder.begin(place, key: key.verifier)
        return try await CosignerService(
            try thai, key: key, logs: CosignedLogs(agreements: [try bench.id]),
            folder: try CosignerFolder.open(place, key: key.verifier), trust: bench.node.trust, timekeeper: bench.clock)
    }

    /// To a cosigner in this process.
    func push(to service: CosignerService) async throws -> CosignaturePush {
        try await push { body in
            do {
                return .signed(try await service.add(body))
            } catch let refusal as CosigningRefusal {
                return switch refusal {
                case .conflict(let size): .stands(at: size)
                case .malformed: .refused(status: 400, reason: refusal.failure.reason)
                case .notSigned: .refused(status: 403, reason: refusal.failure.reason)
                case .unknownLog: .refused(status: 404, reason: refusal.failure.reason)
                case .unproven, .nothingWithRoot: .refused(status: 422, reason: refusal.failure.reason)
                }
            }
        }
    }

    /// To whoever answers so.
    func push(_ answer: @escaping CosignerQuestion) async throws -> CosignaturePush {
        try await CosignaturePush(to: try thai, of: bench.node, onNotice: { [told] in told.add($0) }) { [asked] body in
            asked.add(body)
            return try await answer(body)
        }
    }

    func receipt(of packed: Bench.Packed) async throws -> Submission {
        try await bench.node.receipt(of: packed.id, under: try bench.id, for: try await bench.caller(.investigator))
    }

    /// What a receipt proves to somebody who knows the keys of log and cosigners.
    func verdict(_ submission: Submission, atLeast: Int = 1) async throws -> ReceiptVerdict {
        let receipt = try Receipt(parsing: submission.receipt)
        let node = bench.node
        let log = try await log
        return try receipt.verify(
            keys: try log.signing(by: node.keys).known,
            quorum: CosignerQuorum(
                cosigners: try await node.cosigners(),
                terms: QuorumTerms(
                    atLeast: atLeast, of: Set(try ["KH", "TH"].map { try Party(parsing: $0) }))),
            certificate: { log.certificate($0) })
    }

    /// The lines below the checkpoint that members are shown.
    func shown() async throws -> [NoteSignature] {
        let bytes = try await bench.node.checkpoint(under: try bench.id, for: try await bench.caller(.officer))
        return try SignedCheckpoint(parsing: bytes).note.signatures
    }
}
