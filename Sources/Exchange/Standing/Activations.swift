/// One activation after the other: each is worked out from what the one before left.
actor Activations {
    private var last: Task<Void, Never>?

    func inTurn<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let before = last
        let task = Task {
            await before?.value
            return try await work()
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}
