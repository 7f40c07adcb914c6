import Foundation
import Gateway
import Hummingbird
import NIOCore
import TestKit
import Testing

@Suite("What HTTP asks of a server")
struct HTTPRulesTests {
    /// Sends raw bytes over TLS as the member, and reads until the node ends the connection.
    private func raw(_ node: RunningNode, _ text: String, endsInput: Bool = false) async throws -> String {
        let pki = try TestPKI.made.get()
        return try await tool(
            "openssl",
            [
                "s_client", "-connect", "127.0.0.1:\(node.port)", "-quiet", "-cert", pki.path("member"), "-cert_chain",
                pki.workspace("middle.crt"), "-key", pki.path("member"),
            ] + (endsInput ? ["-no_ign_eof"] : ["-ign_eof"]), input: Array(text.utf8)
        ).output
    }

    @Test("What is no request gets a problem document with the usual headers")
    func malformed() async throws {
        try await RunningNode.with { node in
            for text in ["no request at all\r\n\r\n", "GET /who HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n"] {
                let answer = try await raw(node, text)
                #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
                #expect(answer.lowercased().contains("content-type: application/problem+json"))
                #expect(answer.lowercased().contains("x-content-type-options: nosniff"))
                #expect(answer.lowercased().contains("connection: close"))
                #expect(answer.contains(#""code":"gateway.request""#))
            }
            #expect(node.tally.value(of: .answersFailed) == 0)
            #expect(node.tally.value(of: .answersRefused) == 2)
        }
    }

    @Test("A program of HTTP/1.0 gets its answer and the end of the connection")
    func oldVersion() async throws {
        try await RunningNode.with { node in
            for more in ["", "Connection: keep-alive\r\n"] {
                let answer = try await raw(node, "GET /who HTTP/1.0\r\nHost: a\r\n\(more)\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
                #expect(answer.hasSuffix("kh/ahtjpp/0101"))
            }
        }
    }

    @Test("Who waits with a large body is told to go on, and a stranger is not")
    func goOn() async throws {
        let pki = try TestPKI.made.get()
        let workspace = try Workspace()
        let file = try workspace.write([UInt8](repeating: 7, count: 3 << 20), to: "large")
        try await RunningNode.with(routes: { router in
            router.put("/large") { request, _ in
                var count = 0
                for try await piece in request.body { count += piece.readableBytes }
                return "\(count) bytes"
            }
        }) { node in
            let put = [
                "-skv", "-T", file, "-H", "Expect: 100-continue", "--expect100-timeout", "300", "--max-time", "300",
            ]
            let answer = try await tool("curl", put + ["--cert", pki.path("member"), "\(node.base)/large"])
            #expect(answer.output == "\(3 << 20) bytes", "\(answer.everything)")
            #expect(answer.errors.contains("< HTTP/1.1 100 Continue"))
            let refused = try await tool("curl", put + ["\(node.base)/large"])
            #expect(!refused.errors.contains("100 Continue"))
            #expect(refused.errors.contains("< HTTP/1.1 403"))
        }
    }

    @Test("An upload that is cut off is counted as cut, and not as a fault of the node")
    func cut() async throws {
        try await RunningNode.with(routes: { router in
            router.put("/large") { request, _ in
                for try await _ in request.body {}
                return "whole"
            }
        }) { node in
            let head = "PUT /large HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
            // A client that leaves so early may take its request with it; then the node has seen none.
            for _ in 0..<30 where node.tally.value(of: .cut) < 3 {
                let answer = try await raw(node, head + "only this", endsInput: true)
                #expect(!answer.contains("whole"))
            }
            for _ in 0..<2000 where node.tally.value(of: .cut) < 3 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(node.tally.value(of: .cut) >= 3)
            #expect(node.tally.value(of: .answersGood) == 0)
            #expect(node.tally.value(of: .answersFailed) == 0)
        }
    }
}
