import Seal
import TestKit
import Vocabulary

@testable import Custody

/// A log in the hands of whoever holds its node's key: several trees that agree up to some entry, each signed when asked.
struct HostLog: Sendable {
    let origin: LogOrigin
    private let key: SignerKey
    /// The hashes of the entries, at most 256 of them.
    private let trees: [[Digest]]

    /// - Parameters:
    ///   - key: as the operator keeps it, PRIVATE+KEY+…
    ///   - forks: where each further tree parts from the first one.
    init(_ origin: String, key: [UInt8], entries: Int, forks: [Int]) throws {
        self.origin = try LogOrigin(parsing: origin)
        self.key = try SignerKey(parsing: Secret(String(decoding: key, as: UTF8.self)))
        trees = [[Int.max] + forks].joined().map { fork in
            (0..<entries).map { Merkle.leaf(Array("entry \($0)\($0 < fork ? "" : " of fork \(fork)")".utf8)) }
        }
    }

    var entries: Int { trees.first?.count ?? 0 }
    var branches: Int { trees.count }

    func root(_ size: Int, _ branch: Int = 0) -> Digest { Merkle.root(trees[branch].prefix(size)) }

    func checkpoint(_ size: Int, _ branch: Int = 0) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            signing: Checkpoint(origin: origin, size: size, root: root(size, branch)), with: key)
    }

    /// Any text at all, signed with the log's key.
    func signed(_ text: String) throws -> SignedNote {
        SignedNote(text: text, signatures: [try SignedNote.signing(text, with: try key.named(origin.text))])
    }

    func request(_ from: Int, _ to: Int, _ branch: Int = 0) throws -> AddCheckpoint {
        let checkpoint = try checkpoint(to, branch)
        guard from <= to else { return try AddCheckpoint(oldSize: from, proof: [], checkpoint: checkpoint) }
        let leaves = trees[branch]
        return try AddCheckpoint(from: from, to: checkpoint) { path in
            leaves.dropFirst(path.index * 256).prefix(path.width).flatMap(\.bytes)
        }
    }

    /// Where a cosigned checkpoint belongs; nil if it is of none of the trees.
    func branch(of checkpoint: Checkpoint) -> Int? {
        trees.indices.first { checkpoint.size <= entries && root(checkpoint.size, $0) == checkpoint.root }
    }

    /// Whether all of these are one log at several moments, seen from the entries.
    func areOneLog(_ checkpoints: [Checkpoint]) -> Bool {
        let placed = checkpoints.sorted { $0.size < $1.size }.map { (size: $0.size, branch: branch(of: $0)) }
        return zip(placed, placed.dropFirst()).allSatisfy { small, large in
            guard let one = small.branch, let other = large.branch else { return false }
            return trees[one].prefix(small.size) == trees[other].prefix(small.size)
        }
    }
}

/// The cosigner of Bangkok and the node of Phnom Penh, in a folder with the demonstration's certificates.
enum CosigningSample {
    static let agreement = "KH-TH-JIT-2026-01"
    static let origin = "saksi/kh/phnom-penh/" + agreement
    static let cosigner = "th/cosigner/bangkok"

    static func log(in workspace: Workspace, entries: Int = 64, forks: [Int] = [7]) throws -> HostLog {
        try HostLog(
            origin, key: try workspace.read("pki/kh/node-phnom-penh-log.key"), entries: entries, forks: forks)
    }
}
