import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Makes `Connection: close` in an answer mean it.
///
/// The sending half is closed behind the answer; what still comes in is dropped for a moment, so that the
/// answer is not lost to a reset, and then the connection ends. So an upload that is refused early is not
/// received to its end, and somebody without a good certificate gets exactly one answer.
final class LastAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: TransportLimits
    private var isLast = false
    private var isClosing = false

    init(_ limits: TransportLimits) {
        self.limits = limits
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            isLast = isLast || head.headerFields[.connection] == "close"
            context.write(data, promise: promise)
        case .end where isLast:
            let written = promise ?? context.eventLoop.makePromise()
            context.writeAndFlush(data, promise: written)
            written.futureResult.assumeIsolated().whenComplete { _ in self.close(context) }
        default:
            context.write(data, promise: promise)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isClosing {
            // Dropped; keep reading, so that the peer is not stopped by a full window before it sees the answer.
            context.read()
        } else {
            context.fireChannelRead(data)
        }
    }

    private func close(_ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        isClosing = true
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.read()
        context.eventLoop.scheduleTask(in: limits.linger) { channel.close(promise: nil) }
    }
}
