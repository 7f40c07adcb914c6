import Store
import Vocabulary

/// How a node stands, in numbers for its operator: none of them about a person, a bundle or a file.
package struct NodeFigures: Sendable {
    /// Agreements in force, and those of them that are suspended.
    package let agreements: Int
    package let suspended: Int
    /// Of all logs together.
    package let entries: Int
    /// Unfinished uploads.
    package let uploads: Int
    /// Of the disk with the data folder, in bytes.
    package let free: Int64
    /// Blobs that some start found without a row, and set aside.
    package let setAside: Int
}

extension ExchangeNode {
    package func figures() async throws -> NodeFigures {
        var active: [ActiveAgreement] = []
        for ledger in await ledgers.all {
            if let agreement = await ledger.active { active.append(agreement) }
        }
        return NodeFigures(
            agreements: active.count, suspended: active.count { $0.policy.suspension != nil },
            entries: try folder.register.logs().reduce(0) { $0 + Int($1.size) },
            uploads: try folder.register.uploads().count, free: try folder.freeBytes(),
            setAside: try folder.setAside().count)
    }

    /// What the start put right, each in one line for the operator's log.
    package var recovered: [String] {
        let recovery = folder.recovery
        return recovery.setAsideBlobs.map {
            "the blob \($0) had no row and was moved to set-aside: an acceptance was cut short, or somebody took its rows"
                + " away"
        }
            + recovery.droppedUploads.map { "the upload \($0) was given up: its bytes are not there" }
            + recovery.shortenedUploads.map { "the upload \($0) was cut back to what its sender was told" }
    }
}
