/// Runs work that reads the register, decides or hashes away from where it was asked for.
///
/// A request is handled on the event loop of its connection, which many connections share. The loop is the task's
/// preferred executor, so `@concurrent` alone would come back to it: the preference is put aside first.
func elsewhere<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(globalConcurrentExecutor) { try await perform(work) }
}

@concurrent
private func perform<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
    try await work()
}
