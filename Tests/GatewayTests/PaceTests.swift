import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Gateway

@Suite("Transfers that stand still end, and slow ones that move do not")
struct PaceTests {
    private func upload(_ channel: EmbeddedChannel) throws {
        let head = HTTPRequest(method: .patch, scheme: "https", authority: "node", path: "/uploads/1")
        try channel.writeInbound(HTTPRequestPart.head(head))
        channel.read()
    }

    private func send(_ count: Int, on channel: EmbeddedChannel) throws {
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: count)))
        channel.read()
    }

    @Test("An upload that brings less than the least in a window is cut")
    func stalled() throws {
        let tally = Tally()
        let channel = EmbeddedChannel(handler: PaceHandler(TransportLimits(), tally: tally))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try upload(channel)
        for _ in 0..<59 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try send(1, on: channel)
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(tally.value(of: .tooSlow) == 1)
        #expect(tally.value(of: .bytesReceived) == 59)
    }

    @Test("An upload of two hundred bytes a second goes on for hours")
    func slowButMoving() throws {
        let tally = Tally()
        let channel = EmbeddedChannel(handler: PaceHandler(TransportLimits(), tally: tally))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try upload(channel)
        for _ in 0..<7200 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try send(200, on: channel)
        }
        #expect(channel.isActive)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        #expect(tally.value(of: .tooSlow) == 0)
        _ = try? channel.finish()
    }
}
