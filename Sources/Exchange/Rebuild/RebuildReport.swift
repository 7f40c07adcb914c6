package import Vocabulary

/// What was restored of a lost node, and what is missing.
package struct RebuildReport: Codable, Hashable, Sendable {
    /// A file that the log names and that nobody gave.
    package struct MissingFile: Codable, Hashable, Sendable {
        package let bundle: BundleID
        /// Of an extract that was made for it.
        package let release: ReleaseID?
        package let digest: Digest
    }

    /// Entries that the log signed for and that the mirror does not have.
    package struct Lost: Codable, Hashable, Sendable {
        package struct Event: Codable, Hashable, Sendable {
            package let id: EventID
            package let type: String
            package let bundle: BundleID?
        }

        /// The file of the receipt or the checkpoint.
        package let shownBy: String
        /// From this entry up to, but not including, `to`.
        package let from: Int
        package let to: Int
        /// What a receipt is of, if that is among them.
        package let event: Event?
    }

    package struct Log: Codable, Hashable, Sendable {
        package let origin: String
        /// How many entries were restored.
        package let size: Int
        /// Events that name a decision; none of the records is here.
        package internal(set) var decisions = 0
        /// Events whose words are not here, though nothing says that they were destroyed.
        package internal(set) var words: [EventID] = []
        package internal(set) var files: [MissingFile] = []
        /// Texts that decided at some time.
        package internal(set) var texts: [Digest] = []
        /// Signatures under them.
        package internal(set) var signatures: [Digest] = []
        package internal(set) var lost: [Lost] = []
        /// Cosigners of other parties, by whom nothing that was given is signed.
        package internal(set) var unheard: [Identity] = []

        init(origin: String, size: Int) {
            self.origin = origin
            self.size = size
        }
    }

    /// A file that says that it is a bundle which is missing, and is not the one that was accepted.
    package struct WrongFile: Codable, Hashable, Sendable {
        package let path: String
        package let bundle: BundleID
    }

    package let node: Identity
    package internal(set) var logs: [Log] = []
    /// Files that were looked at, and those that were taken in.
    package internal(set) var looked = 0
    package internal(set) var taken = 0
    package internal(set) var wrong: [WrongFile] = []
    /// Whether the node goes on with these logs.
    package internal(set) var goesOn = false

    init(node: Identity) {
        self.node = node
    }

    /// Whether evidence, or what was acknowledged, is not here.
    package var lacksEvidence: Bool {
        logs.contains { !$0.lost.isEmpty || $0.files.contains { $0.release == nil } }
    }

    /// In plain words.
    package var text: String {
        var lines = ["\(node): \(looked.counted("file")) looked at, \(taken) taken in."]
        for log in logs {
            lines.append("\(log.origin): \(log.size.counted("entry", "entries")) restored and checked.")
            lines += log.files.map { file in
                file.release.map {
                    "  missing: the extract of release \($0), of bundle \(file.bundle), \(file.digest); it is made anew when somebody asks"
                } ?? "  MISSING: the file of bundle \(file.bundle), \(file.digest)"
            }
            lines += log.texts.map { "  missing: a text that decided once, \($0)" }
            lines += log.signatures.map { "  missing: a signature under a text that decided once, \($0)" }
            lines += log.words.map { "  missing: the words beside event \($0); who wrote them has them" }
            if log.decisions > 0 {
                lines.append(
                    "  missing: the records of \(log.decisions.counted("decision")), whose digests stand in the log")
            }
            for lost in log.lost {
                let event = lost.event.map { event in
                    ": among them event \(event.id), “\(event.type)”"
                        + (event.bundle.map { ", of bundle \($0)" } ?? "")
                }
                lines.append(
                    "  LOST: the entries from \(lost.from) to \(lost.to - 1), which the log signed for (\(lost.shownBy))\(event ?? "")"
                )
            }
            if !log.unheard.isEmpty {
                lines.append(
                    "  not heard: \(log.unheard.map(\.text).joined(separator: ", ")); ask for the last checkpoint that they signed, and give it with --checkpoint"
                )
            }
        }
        lines += wrong.map {
            "“\($0.path)” says that it is bundle \($0.bundle), and is not the file that was accepted."
        }
        lines.append("Lost with the node: uploads that were under way, and its own log of refusals.")
        let end =
            switch (goesOn, logs.contains { !$0.lost.isEmpty }) {
            case (true, false): "The logs go on: each says that it was rebuilt. The node can be started."
            case (true, true):
                "The logs went on before this was known: there are two histories, and the node does not start any more."
            case (false, false): "The node does not start on this folder before --go-on says that the logs go on."
            case (false, true): "What was lost must not be written over: the node does not start on this folder."
            }
        lines.append(end)
        return lines.joined(separator: "\n")
    }
}
