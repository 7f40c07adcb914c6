import Vocabulary

/// The submissions that are being worked on: one at a time for each upload.
///
/// Verifying a large bundle takes longer than a client or its network may wait, and then the same request comes again.
/// The work goes on without the one who asked first; who asks later waits for it, and gets the same acceptance.
actor Submissions {
    private var running: [Key: Task<Submission, any Error>] = [:]

    struct Key: Hashable, Sendable {
        let upload: UploadID
        let member: MemberID
    }

    /// - Parameter work: run if no other work on this upload comes to an acceptance.
    func run(
        _ key: Key, _ work: @escaping @Sendable () async throws -> Submission
    ) async throws -> Submission {
        while let earlier = running[key] {
            if let accepted = try? await earlier.value { return accepted }
            // Its refusal is its own: another statement may do better.
            forget(earlier, key)
        }
        let task = Task { try await work() }
        running[key] = task
        defer { forget(task, key) }
        return try await task.value
    }

    private func forget(_ task: Task<Submission, any Error>, _ key: Key) {
        if running[key] == task { running[key] = nil }
    }
}
