import Line
package import NIOCore
import NIOSSL
import NIOTLS
package import Vocabulary

/// Says whose certificate chain this is, as DER with the peer's own certificate first; throws why it is not good.
package typealias NodeJudge = @Sendable (_ presented: [[UInt8]]) throws -> Identity

/// Who may answer at an address.
package enum AwaitedPeer: Hashable, Sendable {
    case node(Identity)
    /// The cosigner by itself, or a node of its party, which cosigns as part of it.
    case cosigner(Identity)
    /// Whichever node of the trust list.
    case anyNode

    fileprivate var identity: Identity? {
        switch self {
        case .node(let identity), .cosigner(let identity): identity
        case .anyNode: nil
        }
    }
}

/// TLS 1.3 to one node or cosigner: it is known by the identity in its certificate, not by its host name.
///
/// The verdict falls inside the handshake. A wrong server gets neither a byte of a request nor this side's
/// certificate, which TLS 1.3 sends only after the server's was accepted.
package struct NodeTLS: Sendable {
    private let context: NIOSSLContext
    private let expected: AwaitedPeer
    private let judge: NodeJudge
    private let timeout: TimeAmount

    /// - Parameters:
    ///   - pem: this side's certificate, its intermediates, and the private key.
    ///   - expected: who is meant to answer.
    package init(
        pem: Secret<[UInt8]>, passphrase: Secret<String>?, expecting expected: AwaitedPeer, timeout: TimeAmount,
        judge: @escaping NodeJudge
    ) throws(NodeFailure) {
        self.expected = expected
        self.judge = judge
        self.timeout = timeout
        do {
            let secret = Array((passphrase?.revealed ?? "").utf8)
            let key = try NIOSSLPrivateKey(bytes: pem.revealed, format: .pem) { hand in hand(secret) }
            let chain = try NIOSSLCertificate.fromPEMBytes(pem.revealed)
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv13
            // The callback below replaces the library's verification altogether.
            tls.certificateVerification = .noHostnameVerification
            tls.trustRoots = .certificates([])
            tls.certificateChain = chain.map { .certificate($0) }
            tls.privateKey = .privateKey(key)
            tls.applicationProtocols = ["http/1.1"]
            context = try NIOSSLContext(configuration: tls)
        } catch {
            throw NodeFailure(
                .ownIdentity, "Your certificate or its private key cannot be used for a connection.",
                next: "Check the identity file of your profile and its passphrase.")
        }
    }

    /// Puts TLS under a fresh connection; done when the node has proven who it is.
    package func secure(_ channel: any NIOCore.Channel) -> EventLoopFuture<Void> {
        let loop = channel.eventLoop
        let promise = loop.makePromise(of: Void.self)
        loop.execute {
            do {
                let refusal = NIOLoopBoundBox<NodeFailure?>(nil, eventLoop: loop)
                let pipeline = channel.pipeline.syncOperations
                let tls = try NIOSSLClientHandler(
                    context: context, serverHostname: nil,
                    customVerificationCallback: { certificates, verdict in
                        do {
                            try check(certificates.map { try $0.toDERBytes() })
                            verdict.succeed(.certificateVerified)
                        } catch {
                            refusal.value = refused(error)
                            verdict.succeed(.failed)
                        }
                    })
                let watch = NodeHandshake(refusal: refusal, timeout: timeout, promise: promise)
                CongestionControl.preferBBR(on: channel)
                try pipeline.addHandler(watch, position: .first)
                try pipeline.addHandler(tls, position: .first)
            } catch {
                promise.fail(error)
                channel.close(promise: nil)
            }
        }
        return promise.futureResult
    }

    private func check(_ presented: [[UInt8]]) throws {
        let found = try judge(presented)
        switch expected {
        case .node(let node): try check(found, is: node)
        case .anyNode: try checkIsNode(found)
        case .cosigner(let cosigner): try check(found, for: cosigner)
        }
    }

    private func checkIsNode(_ found: Identity) throws {
        guard found.kind == .node else {
            throw NodeFailure(
                .nodeIsMember, "What answered is not a node: its certificate belongs to \(found).",
                next: "Nothing was sent. Tell your authority that \(found) answers at the node's address.")
        }
    }

    private func check(_ found: Identity, is node: Identity) throws {
        try checkIsNode(found)
        guard found == node else {
            throw NodeFailure(
                .nodeIsOther, "What answered is the node \(found), and not \(node).",
                next: "Nothing was sent. Check the node's address and identity in your profile.")
        }
    }

    private func check(_ found: Identity, for cosigner: Identity) throws {
        guard found == cosigner || found.kind == .node && found.party == cosigner.party else {
            throw NodeFailure(
                .nodeIsOther, "What answered is \(found), and neither \(cosigner) nor a node of its party.",
                next: "Nothing was sent. Check the cosigner's address in the configuration.")
        }
    }

    /// Keeps the code of the trust function, and says what was judged.
    private func refused(_ error: any Error) -> NodeFailure {
        refused(error, expected.identity?.text ?? "a node")
    }

    private func refused(_ error: any Error, _ expected: String) -> NodeFailure {
        switch error {
        case let failure as NodeFailure: failure
        case let failure as any Failure:
            NodeFailure(
                failure.code, "The certificate of what answered in place of \(expected) was refused: \(failure.reason)",
                next: "Nothing was sent. \(failure.nextStep)")
        default:
            NodeFailure(
                .nodeHandshake, "The certificate of what answered in place of \(expected) cannot be read.",
                next: "Nothing was sent. Check the node's address in your profile.")
        }
    }
}

/// Waits until the handshake is over, one way or the other.
private final class NodeHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private let refusal: NIOLoopBoundBox<NodeFailure?>
    private let timeout: TimeAmount
    private var promise: EventLoopPromise<Void>?
    private var deadline: Scheduled<Void>?

    init(refusal: NIOLoopBoundBox<NodeFailure?>, timeout: TimeAmount, promise: EventLoopPromise<Void>) {
        self.refusal = refusal
        self.timeout = timeout
        self.promise = promise
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.fail(
                context,
                NodeFailure(
                    .nodeSilent,
                    "The node took the connection and then said nothing for \(self.timeout.nanoseconds / 1_000_000_000) seconds.",
                    next: "Try again; the same command continues where it stopped."))
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            deadline?.cancel()
            promise?.succeed()
            promise = nil
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if promise == nil {
            context.fireErrorCaught(error)
        } else {
            fail(context, refusal.value ?? (Self.isEnd(error) ? Self.ended : Self.broken))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(context, refusal.value ?? Self.ended)
        context.fireChannelInactive()
    }

    private func fail(_ context: ChannelHandlerContext, _ failure: NodeFailure) {
        guard let promise else { return }
        self.promise = nil
        deadline?.cancel()
        promise.fail(failure)
        context.close(promise: nil)
    }

    /// The other side went away; that says nothing about who it is.
    private static func isEnd(_ error: any Error) -> Bool {
        switch error {
        case is IOError, is ChannelError, NIOSSLError.uncleanShutdown: true
        case NIOSSLError.handshakeFailed(.sslError(let stack)):
            stack == [.eofDuringHandshake] || stack == [.eofDuringAdditionalCertficiateChainValidation]
        default: false
        }
    }

    private static let ended = NodeFailure(
        .nodeInterrupted, "The connection ended before the node could show who it is.",
        next: "Try again; the same command continues where it stopped. If it stays so, the node may not be running.")

    private static let broken = NodeFailure(
        .nodeHandshake,
        "What answers at this address does not speak TLS 1.3 as a node does.",
        next:
            "Check the address and port in your profile, and that nothing between you and the node opens TLS connections."
    )
}
