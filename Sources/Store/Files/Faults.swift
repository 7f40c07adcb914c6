/// Where a test can make the disk fail, or end the process: before each step that changes the disk.
///
/// The one seam for faults. The real thing does nothing.
package struct Faults: Sendable {
    package enum Step: String, Sendable, CaseIterable {
        case create, write, sync, rename, truncate, remove
        /// Opening the folder in which a file is about to get its name.
        case open
        /// The transaction of the register, before it begins.
        case commit
        /// After a transaction, or a cosigned checkpoint, that is durable, before anybody is told.
        case answer
        /// Carrying the write-ahead log over into the register, after a commit.
        case carryOver
    }

    /// - Returns: 0, or the error number with which the step fails instead of being done.
    package var before: @Sendable (_ step: Step, _ path: String) -> Int32

    package init(before: @escaping @Sendable (_ step: Step, _ path: String) -> Int32) {
        self.before = before
    }

    package static let none = Faults { _, _ in 0 }
}
