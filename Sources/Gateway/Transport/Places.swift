import NIOCore
import Vocabulary

/// Who holds how many connections, so that strangers cannot take the places of members.
///
/// Everybody is a stranger until the trust list found the certificate good. Strangers have few places; when those are
/// taken, the oldest stranger of the address that has the most must go, so that a flood from a few addresses pushes
/// out itself and not the member who is just arriving.
actor Places {
    private struct Stranger {
        let number: Int
        let address: String
        let channel: any NIOCore.Channel
    }

    private let limits: TransportLimits
    private let tally: Tally
    private var next = 0
    /// The oldest first.
    private var strangers: [Stranger] = []
    private var members: [Int: Identity] = [:]

    init(_ limits: TransportLimits, tally: Tally) {
        self.limits = limits
        self.tally = tally
    }

    /// Takes a place for a connection of which nothing is known.
    /// - Returns: its number, for ``admit(_:as:)`` and ``leave(_:)``.
    func enter(_ channel: any NIOCore.Channel) -> Int {
        let address = Self.origin(channel.remoteAddress?.ipAddress ?? "")
        next += 1
        strangers.append(Stranger(number: next, address: address, channel: channel))
        if strangers.count(where: { $0.address == address }) > limits.strangersPerAddress {
            close { $0.address == address }
        } else if strangers.count > limits.strangers {
            let counts = Dictionary(grouping: strangers, by: \.address).mapValues(\.count)
            let most = counts.values.max() ?? 0
            close { counts[$0.address] == most }
        }
        return next
    }

    /// Gives the connection a place of the members.
    /// - Returns: false if they are all taken, or this member has enough of them.
    func admit(_ number: Int, as identity: Identity) -> Bool {
        strangers.removeAll { $0.number == number }
        guard members.count < limits.maxConnections - limits.strangers,
            members.values.count(where: { $0 == identity }) < limits.connectionsPerMember
        else {
            tally.count(.connectionsRefused)
            return false
        }
        members[number] = identity
        return true
    }

    func leave(_ number: Int) {
        strangers.removeAll { $0.number == number }
        members[number] = nil
    }

    private func close(_ isMeant: (Stranger) -> Bool) {
        guard let index = strangers.firstIndex(where: isMeant) else { return }
        tally.count(.connectionsRefused)
        strangers.remove(at: index).channel.close(promise: nil)
    }

    /// One IPv4 address, or one IPv6 network of 64 bits: that is what one subscriber has.
    static func origin(_ address: String) -> String {
        guard address.contains(":") else { return address }
        if address.contains(".") { return String(address.split(separator: ":").last ?? "") }
        let halves = address.prefix { $0 != "%" }.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.split(separator: ":") }
        let left = halves[0]
        let right = halves.count > 1 ? halves[1] : []
        let zeros = [Substring](repeating: "0", count: max(0, 8 - left.count - right.count))
        return (left + zeros + right).prefix(4).joined(separator: ":")
    }
}
