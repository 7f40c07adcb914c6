import NIOCore
import NIOSSL
import NIOTLS

/// What the other side showed in the TLS handshake.
struct Presented: Sendable {
    /// Each certificate as DER, the peer's own first; empty when it showed none.
    var certificates: [[UInt8]]
    /// The session was resumed: of the chain only the peer's own certificate is here.
    var isResumed: Bool
}

/// Waits for the end of the TLS handshake and reports what was presented.
final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    struct Unfinished: Error {}

    private let presented: NIOLoopBoundBox<[NIOSSLCertificate]>
    private let timeout: TimeAmount
    private var promise: EventLoopPromise<Presented>?
    private var deadline: Scheduled<Void>?

    /// - Parameter presented: where the verification callback of the same connection leaves the chain.
    init(
        presented: NIOLoopBoundBox<[NIOSSLCertificate]>, timeout: TimeAmount, promise: EventLoopPromise<Presented>
    ) {
        self.presented = presented
        self.timeout = timeout
        self.promise = promise
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: timeout) {
            channel.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            finish(.success(collect(context)))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if finish(.failure(error)) {
            context.close(promise: nil)
        }
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failure(Unfinished()))
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.failure(Unfinished()))
    }

    private func collect(_ context: ChannelHandlerContext) -> Presented {
        let chain = presented.value.compactMap { try? $0.toDERBytes() }
        if !chain.isEmpty {
            return Presented(certificates: chain, isResumed: false)
        }
        let leaf = try? context.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
        return Presented(certificates: leaf.map { [$0] } ?? [], isResumed: leaf != nil)
    }

    /// - Returns: whether the handshake was still running.
    @discardableResult
    private func finish(_ result: Result<Presented, any Error>) -> Bool {
        guard let promise else { return false }
        self.promise = nil
        deadline?.cancel()
        deadline = nil
        promise.completeWith(result)
        return true
    }
}
