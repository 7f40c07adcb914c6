import Synchronization

/// How far a piece of work has come. The work counts, a drawer looks at it from time to time.
final class Meter: Sendable {
    private let counted = Atomic<Int64>(0)
    private let expected: Atomic<Int64>

    /// - Parameter total: how much there is to do; 0 while nobody knows.
    init(total: Int64 = 0) {
        expected = Atomic(total)
    }

    var done: Int64 { counted.load(ordering: .relaxed) }
    var total: Int64 { expected.load(ordering: .relaxed) }

    func set(done: Int64) {
        counted.store(done, ordering: .relaxed)
    }

    func add(_ amount: Int64) {
        counted.wrappingAdd(amount, ordering: .relaxed)
    }

    func set(total: Int64) {
        expected.store(total, ordering: .relaxed)
    }
}
