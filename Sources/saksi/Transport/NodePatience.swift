package import NIOCore

/// How long this side waits without any sign of life. Nothing limits how long a moving transfer takes.
package struct NodePatience: Sendable {
    package var connect: TimeAmount = .seconds(20)
    package var handshake: TimeAmount = .seconds(30)
    /// Between two bytes, in either direction.
    package var idle: TimeAmount = .seconds(120)

    package init() {}

    /// For small questions between programs, which are asked again later by themselves.
    package static var brief: NodePatience {
        var patience = NodePatience()
        patience.connect = .seconds(10)
        patience.handshake = .seconds(15)
        patience.idle = .seconds(30)
        return patience
    }
}
