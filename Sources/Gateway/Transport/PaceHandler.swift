import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends transfers that stand still, and counts what passes.
///
/// A slow transfer that moves is left alone for as long as it takes: there is no total time-out.
/// An upload must bring `bytesInWindow` bytes in each window in which the node waited for them;
/// a download must let the send buffer drain at least once in each window.
final class PaceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: TransportLimits
    private let tally: Tally

    private var received = 0
    private var isReceiving = false
    /// The node itself did not ask for bytes for a while: the sender is not to blame for this window.
    private var pausedInWindow = false
    private var lastReadComplete = NIODeadline.now()
    private var isReadPending = false
    private var upload: Scheduled<Void>?
    private var download: Scheduled<Void>?

    init(_ limits: TransportLimits, tally: Tally) {
        self.limits = limits
        self.tally = tally
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReceiving = true
            startWindow(context)
        case .body(let bytes):
            received += bytes.readableBytes
            tally.count(.bytesReceived, by: bytes.readableBytes)
        case .end:
            isReceiving = false
            upload?.cancel()
            upload = nil
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadPending = false
        lastReadComplete = .now()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if !isReadPending {
            isReadPending = true
            if NIODeadline.now() - lastReadComplete > .seconds(1) { pausedInWindow = true }
        }
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .body(let bytes) = unwrapOutboundIn(data) {
            tally.count(.bytesSent, by: bytes.readableBytes)
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        download?.cancel()
        download = nil
        if !context.channel.isWritable {
            download = closing(context, if: { _ in true })
        }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        upload?.cancel()
        download?.cancel()
        upload = nil
        download = nil
    }

    private func startWindow(_ context: ChannelHandlerContext) {
        received = 0
        pausedInWindow = !isReadPending && NIODeadline.now() - lastReadComplete > .seconds(1)
        upload = closing(context) { handler in
            guard handler.isReceiving else { return false }
            let stands = handler.isReadPending && !handler.pausedInWindow
            return stands && handler.received < handler.limits.bytesInWindow
        }
    }

    private func closing(
        _ context: ChannelHandlerContext, if stands: @escaping (PaceHandler) -> Bool
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: limits.window) {
            if stands(self) {
                self.tally.count(.tooSlow)
                context.close(promise: nil)
            } else if self.isReceiving {
                self.startWindow(context)
            }
        }
    }
}
