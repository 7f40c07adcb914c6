/// Runs work that reads the register, decides or hashes away from where it was asked for.
///
/// A request is handled on the event loop of its connection, which many connections share. The loop is the preferred
/// executor of the request's task, to which `@concurrent` functions and actors keep as well: only a task of its own
/// leaves it. It is cancelled with the one that asked.
func elsewhere<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let task = Task { try await work() }
    return try await withTaskCancellationHandler {
        try await task.value
    } onCancel: {
        task.cancel()
    }
}
