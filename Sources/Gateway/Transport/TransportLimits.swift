package import NIOCore

/// What one connection may cost the node.
package struct TransportLimits: Sendable {
    package var maxConnections = 512
    /// How many of them may be held by whom the trust list has not found good: strangers, and who is just arriving.
    package var strangers = 128
    /// How many of those by one address.
    package var strangersPerAddress = 64
    package var connectionsPerMember = 64
    /// How long a stranger may take for the one request that is answered.
    package var patienceWithStrangers: TimeAmount = .seconds(10)
    package var headerFieldSize = 16 * 1024
    package var headerListSize = 32 * 1024
    package var headerFieldCount = 64
    package var handshake: TimeAmount = .seconds(15)
    /// How long a connection may wait between requests, or with a request's head half sent.
    package var idle: TimeAmount = .seconds(60)
    /// The window in which a moving transfer must show progress.
    package var window: TimeAmount = .seconds(60)
    /// The bytes of an upload that must arrive in each window while the node waits for them.
    package var bytesInWindow = 1024
    /// How long a connection whose last answer was given is read on, so that the answer is not lost.
    package var linger: TimeAmount = .seconds(2)

    package init() {}
}
