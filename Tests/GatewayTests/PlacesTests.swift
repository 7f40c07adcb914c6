import Courier
import Foundation
import Gateway
import NIOCore
import NIOPosix
import NIOSSL
import TestKit
import Testing
import Vocabulary

@Suite("Strangers do not take the places of members")
struct PlacesTests {
    /// A connection that says nothing, with TLS and without a certificate, or without even TLS.
    private func idle(_ port: Int, tls: Bool) async throws -> any NIOCore.Channel {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        let context = try NIOSSLContext(configuration: configuration)
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    private func limits() -> TransportLimits {
        var limits = TransportLimits.patient
        limits.maxConnections = 8
        limits.strangers = 4
        limits.strangersPerAddress = 4
        limits.connectionsPerMember = 3
        return limits
    }

    @Test(
        "A flood of idle connections, with TLS or without, leaves a member connected and lets another in",
        arguments: [true, false])
    func flood(tls: Bool) async throws {
        try await RunningNode.with(limits: limits()) { node in
            let early = try node.client()
            _ = try await early.send(.get, "/who")
            var flood: [any NIOCore.Channel] = []
            for _ in 0..<40 { flood.append(try await idle(node.port, tls: tls)) }
            _ = try await early.send(.get, "/who")
            let late = try node.client("other-node")
            _ = try? await late.send(.get, "/who")
            let member = try node.client()
            let answer = try await member.send(.get, "/who")
            #expect(String(decoding: answer.body, as: UTF8.self) == "kh/ahtjpp/0101")
            #expect(node.tally.value(of: .connectionsRefused) >= 36)
            for client in [early, late, member] { await client.close() }
            for channel in flood { try? await channel.close() }
        }
    }

    @Test("A stranger who asks nothing is not waited for")
    func patience() async throws {
        var limits = TransportLimits.patient
        limits.patienceWithStrangers = .milliseconds(50)
        try await RunningNode.with(limits: limits) { node in
            let channel = try await idle(node.port, tls: true)
            // Ends long before the time that a member's idle connection has.
            try await channel.closeFuture.get()
            let member = try node.client()
            _ = try await member.send(.get, "/who")
            try await Task.sleep(for: .milliseconds(200))
            _ = try await member.send(.get, "/who")
            await member.close()
            #expect(node.tally.value(of: .connections) == 2)
        }
    }

    @Test("One member holds no more than its share of the connections")
    func share() async throws {
        try await RunningNode.with(limits: limits()) { node in
            var clients: [NodeClient] = []
            for _ in 0..<3 {
                let client = try node.client()
                _ = try await client.send(.get, "/who")
                clients.append(client)
            }
            let one = try node.client()
            let failure = await #expect(throws: NodeFailure.self) { try await one.send(.get, "/who") }
            #expect(failure?.code.exit == .tryAgain)
            await clients.removeLast().close()
            for client in clients + [one] { await client.close() }
        }
    }
}
