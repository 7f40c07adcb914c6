package import NIOCore

/// How long this side waits without any sign of life. Nothing limits how long a moving transfer takes.
package struct NodePatience: Sendable {
    package var connect: TimeAmount = .seconds(20)
    package var handshake: TimeAmount = .seconds(30)
    /// Between two bytes, in either direction.
    package var idle: TimeAmount = .seconds(120)

    package init() {}
}
