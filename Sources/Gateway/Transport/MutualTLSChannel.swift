import HummingbirdCore
import Line
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOSSL

/// HTTP/1.1 inside TLS 1.3, where everybody may finish the handshake and the application decides who is heard.
///
/// A visitor whose certificate is missing or not good so gets an answer that says what to do, and not
/// a bare TLS alert. What was presented travels with the connection as ``Peer/current``.
struct MutualTLSChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let handshake: EventLoopFuture<Presented>
        var channel: any Channel { http.channel }
    }

    private let tls: NIOSSLContext
    private let http: HTTP1Channel
    private let limits: TransportLimits
    private let chains: PresentedChains
    private let places: Places
    private let validator: CallerValidator
    private let tally: Tally

    init(
        tls: NIOSSLContext, limits: TransportLimits, chains: PresentedChains, places: Places,
        validator: @escaping CallerValidator, tally: Tally, responder: @escaping HTTPChannelHandler.Responder
    ) {
        self.tls = tls
        self.limits = limits
        self.chains = chains
        self.places = places
        self.validator = validator
        self.tally = tally
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                additionalChannelHandlers: [PaceHandler(limits, tally: tally), LastAnswerHandler(limits)],
                idleTimeout: limits.idle,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerFieldSize,
                    maxHeaderListSize: limits.headerListSize,
                    maxHeaderFieldCount: limits.headerFieldCount)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let loop = channel.eventLoop
        tally.count(.connections)
        CongestionControl.preferBBR(on: channel)
        let promise = loop.makePromise(of: Presented.self)
        do {
            let presented = NIOLoopBoundBox<[NIOSSLCertificate]>([], eventLoop: loop)
            let pipeline = channel.pipeline.syncOperations
            try channel.syncOptions?.setOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 65536, maximum: 1_048_576))
            // The callback accepts every chain: it only keeps it. The gate decides, at each request.
            try pipeline.addHandler(
                NIOSSLServerHandler(
                    context: tls,
                    customVerificationCallback: { certificates, verdict in
                        presented.value = certificates
                        verdict.succeed(.certificateVerified)
                    },
                    configuration: .init()))
            try pipeline.addHandler(HandshakeWatch(presented: presented, timeout: limits.handshake, promise: promise))
        } catch {
            promise.fail(error)
            return loop.makeFailedFuture(error)
        }
        return http.setup(channel: channel, logger: logger).flatMapThrowing { [limits, tally] http in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(MessageHandler(limits, tally: tally), position: .after(decoder))
            return Value(http: http, handshake: promise.futureResult)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            let place = await places.enter(value.channel)
            await serve(value, place, logger)
            await places.leave(place)
        }
    }

    private func serve(_ value: Value, _ place: Int, _ logger: Logger) async {
        guard let presented = try? await value.handshake.get() else {
            tally.count(.failedHandshakes)
            return await close(value)
        }
        var chain = presented.certificates
        if presented.isResumed, let leaf = chain.first {
            chain = await chains.chain(of: leaf)
        }
        let channel = value.channel
        var deadline: Scheduled<Void>?
        if !chain.isEmpty, case .trusted(let caller) = await validator(chain) {
            guard await places.admit(place, as: caller.identity) else { return await close(value) }
        } else {
            deadline = channel.eventLoop.scheduleTask(in: limits.patienceWithStrangers) { channel.close(promise: nil) }
        }
        await Peer.$current.withValue(Peer(presented: chain)) {
            await http.handle(value: value.http, logger: logger)
        }
        deadline?.cancel()
    }

    private func close(_ value: Value) async {
        try? await value.http.executeThenClose { _, _ in }
    }
}

/// The other side of the connection that the running task serves.
struct Peer: Sendable {
    /// Each certificate as DER, the peer's own first; empty when it showed none.
    let presented: [[UInt8]]

    @TaskLocal static var current = Peer(presented: [])
}
