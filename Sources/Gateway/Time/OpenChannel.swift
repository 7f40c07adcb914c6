import HummingbirdCore
import Logging
import NIOCore

/// Plain HTTP for everybody who can reach it: one request a connection, and each connection ends soon.
///
/// Nobody is known here, so nobody may hold what others need: `Places` bounds what one address has, and of those of
/// whom there are most the oldest goes.
struct OpenChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        var channel: any Channel { http.channel }
    }

    private let http: HTTP1Channel
    private let limits: TransportLimits
    private let places: Places

    init(limits: TransportLimits, places: Places, responder: @escaping HTTPChannelHandler.Responder) {
        self.limits = limits
        self.places = places
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                additionalChannelHandlers: [LastAnswerHandler(limits)], idleTimeout: limits.idle,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerFieldSize, maxHeaderListSize: limits.headerListSize,
                    maxHeaderFieldCount: limits.headerFieldCount)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        http.setup(channel: channel, logger: logger).map { Value(http: $0) }
    }

    func handle(value: Value, logger: Logger) async {
        let channel = value.channel
        let place = await places.enter(channel)
        // However it trickles, and whether or not the answer is read.
        let deadline = channel.eventLoop.scheduleTask(in: limits.patienceWithStrangers) { channel.close(promise: nil) }
        await http.handle(value: value.http, logger: logger)
        deadline.cancel()
        await places.leave(place)
    }
}
