import Vocabulary

/// Which chain came with a certificate, for resumed TLS 1.3 sessions: they bring the certificate alone.
///
/// Only chains that were trusted when they came are kept, so strangers cannot push members out.
/// Keeping a chain trusts nothing: it is validated anew at every request.
actor PresentedChains {
    private let capacity: Int
    private var chains: [Digest: [[UInt8]]] = [:]
    /// The order in which they came; the first is the next to go.
    private var order: [Digest] = []

    init(capacity: Int = 2048) {
        self.capacity = capacity
    }

    func remember(_ chain: [[UInt8]]) {
        guard let leaf = chain.first, chain.count > 1 else { return }
        let key = Digest(of: leaf)
        if chains.updateValue(chain, forKey: key) == nil {
            order.append(key)
        }
        if order.count > capacity {
            chains[order.removeFirst()] = nil
        }
    }

    /// The chain that came with this certificate earlier, or the certificate alone.
    func chain(of leaf: [UInt8]) -> [[UInt8]] {
        chains[Digest(of: leaf)] ?? [leaf]
    }
}
