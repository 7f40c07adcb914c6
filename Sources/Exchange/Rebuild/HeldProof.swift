import Custody
import Foundation
import Vocabulary

/// What somebody holds of a log that its node signed: a receipt, or a checkpoint alone.
struct HeldProof: Sendable {
    /// The file, for messages.
    let name: String
    let origin: LogOrigin
    let checkpoint: SignedCheckpoint
    let receipt: Receipt?

    var size: Int { checkpoint.checkpoint.size }

    init(reading path: String) throws {
        name = path.shownAsPath
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 19 else {
            throw Self.wrong("The file “\(name)” is missing, unreadable or too large.")
        }
        let bytes = Array(data)
        do {
            if bytes.starts(with: Array("c2sp.org/tlog-proof@".utf8)) {
                let held = try Receipt(parsing: bytes)
                receipt = held
                checkpoint = held.checkpoint
            } else {
                receipt = nil
                checkpoint = try SignedCheckpoint(parsing: bytes)
            }
            origin = try LogOrigin(parsing: checkpoint.checkpoint.origin)
        } catch let failure as any Failure {
            throw Self.wrong("“\(name)” is neither a receipt nor a checkpoint: \(failure.reason)")
        }
    }

    init(_ checkpoint: SignedCheckpoint, in file: String) throws {
        name = file.shownAsPath
        origin = try LogOrigin(parsing: checkpoint.checkpoint.origin)
        self.checkpoint = checkpoint
        receipt = nil
    }

    /// That the log signed it. A receipt also has to be of an entry of the tree that was signed.
    func check(keys: LogKeys, cosigners: [Cosigner]) throws {
        do throws(CustodyError) {
            _ = try checkpoint.verify(log: keys, cosigners: cosigners)
            if let receipt {
                try receipt.proof.verify(leaf: Merkle.leaf(receipt.envelope.bytes), root: checkpoint.checkpoint.root)
            }
        } catch {
            throw CustodyError(error.code, "“\(name)”: \(error.reason)", next: error.nextStep)
        }
    }

    /// What it shows to be lost, where the mirror ends before it.
    func lost(behind end: Int) throws -> RebuildReport.Lost {
        let event = try receipt.map { try UnverifiedEvent($0.envelope).event }
        return RebuildReport.Lost(
            shownBy: name, from: end, to: size,
            event: receipt.map { $0.index >= end } ?? false
                ? event.map { RebuildReport.Lost.Event(id: $0.event, type: $0.type.rawValue, bundle: $0.bundle?.id) }
                : nil)
    }

    private static func wrong(_ reason: String) -> ExchangeError {
        ExchangeError(
            .rebuildProof, reason,
            next: "Give receipts as `saksi submit` wrote them, and checkpoints as a node or a cosigner shows them.")
    }
}
