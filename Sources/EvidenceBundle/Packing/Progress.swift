/// How far a run over the data has come.
package struct Progress: Sendable {
    /// Bytes done and bytes in all.
    package let bytes: Int64
    package let total: Int64
    /// What is being read.
    package let name: String

    package typealias Callback = @Sendable (Progress) -> Void
}
