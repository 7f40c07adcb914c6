import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TestKit

/// A server that is not the node: it takes whatever comes and counts it.
final class WrongServer: Sendable {
    /// What it was told, after decryption where there is any.
    struct Received: Sendable {
        var bytes: [UInt8] = []
        /// The client sent its own certificate.
        var certificates = 0
    }

    let port: Int
    private let channel: any Channel
    private let received: NIOLoopBoundBox<Received>

    /// - Parameter identity: a name of ``TestPKI``; nil for a server that speaks no TLS and never answers.
    convenience init(_ identity: String?) async throws {
        try await self.init(pem: try identity.map { try TestPKI.made.get().pem($0) })
    }

    init(pem: [UInt8]?) async throws {
        let tls = try pem.map(Self.context)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let box = try await loop.submit { NIOLoopBoundBox(Received(), eventLoop: loop) }.get()
        received = box
        // Its connections stay on the one loop that owns the box.
        channel = try await ServerBootstrap(group: loop, childGroup: loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(
                                context: tls,
                                customVerificationCallback: { certificates, verdict in
                                    box.value.certificates += certificates.count
                                    verdict.succeed(.certificateVerified)
                                }, configuration: .init()))
                    }
                    try channel.pipeline.syncOperations.addHandler(Counter(box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    /// Ends the server, and says what came.
    func stop() async throws -> Received {
        let box = received
        try await channel.close()
        return try await channel.eventLoop.submit { box.value }.get()
    }

    private static func context(_ pem: [UInt8]) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(pem).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: pem, format: .pem)))
        tls.certificateVerification = .optionalVerification
        return try NIOSSLContext(configuration: tls)
    }

    private final class Counter: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let received: NIOLoopBoundBox<Received>

        init(_ received: NIOLoopBoundBox<Received>) { self.received = received }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.value.bytes += unwrapInboundIn(data).readableBytesView
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
