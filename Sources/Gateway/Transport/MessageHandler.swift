import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Vocabulary
import Wire

/// Does what RFC 9112 and RFC 9110 ask of a server and the library leaves open.
///
/// - HTTP/1.0 gets its answer and then the end of the connection (RFC 9112, section 9.3).
/// - `Expect: 100-continue` is answered when the caller is known to be good (RFC 9110, section 10.1.1).
/// - What cannot be read as a request gets a problem document, as every refusal does.
final class MessageHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Sent down the channel: whoever waits with the body shall send it.
    struct GoOn: Sendable {}

    private let limits: TransportLimits
    private let tally: Tally
    private var unanswered = 0
    private var waitsToGoOn = false
    private var isClosing = false

    init(_ limits: TransportLimits, tally: Tally) {
        self.limits = limits
        self.tally = tally
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            unanswered += 1
            let isOld = head.version.major == 1 && head.version.minor == 0
            waitsToGoOn = !isOld && head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
            if isOld { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body, .end:
            waitsToGoOn = false
            context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: waitsToGoOn = false
        case .end: unanswered -= 1
        case .body: break
        }
        context.write(data, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is GoOn else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if waitsToGoOn {
            waitsToGoOn = false
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
        promise?.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // In the middle of a request the route is told, and answers.
        guard unanswered == 0, !isClosing, !ConnectionEnd.isOne(error) else {
            context.fireErrorCaught(error)
            return
        }
        refuse(context)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        isClosing = true
        tally.count(.requests)
        tally.count(.answersRefused)
        let problem = ErrorAnswer.unreadable
        let body = (try? CanonicalJSON.encode(problem)) ?? []
        var response = Response(problem: problem)
        SecurityHeaders.add(to: &response)
        var headers = HTTPHeaders(response.headers.map { ($0.name.rawName, $0.value) })
        headers.replaceOrAdd(name: "Content-Length", value: "\(body.count)")
        headers.replaceOrAdd(name: "Connection", value: "close")
        let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: limits.linger) { channel.close(promise: nil) }
    }
}
