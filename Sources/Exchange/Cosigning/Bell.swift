/// Tells those who wait that something has happened, and holds up nobody. Whoever is busy hears of many times once.
actor Bell {
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var last = 0

    /// Rings once at the beginning, so that whoever listens looks first.
    func listen() -> AsyncStream<Void> {
        let (stream, listener) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        last += 1
        let number = last
        listeners[number] = listener
        listener.onTermination = { _ in Task { await self.leave(number) } }
        listener.yield()
        return stream
    }

    func ring() {
        for listener in listeners.values { listener.yield() }
    }

    private func leave(_ number: Int) { listeners[number] = nil }
}
