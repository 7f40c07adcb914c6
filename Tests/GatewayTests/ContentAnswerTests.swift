import Courier
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import Synchronization
import TestKit
import Testing
import Vocabulary

@Suite("Content that is fetched")
struct ContentAnswerTests {
    /// What the use case would have been told.
    private actor Told {
        private(set) var sent: [Range<Int64>] = []
        private(set) var checks = 0
        private var checksLeft: Int

        init(checks: Int) { checksLeft = checks }

        func add(_ range: Range<Int64>) { sent.append(range) }
        func check() throws {
            checks += 1
            checksLeft -= 1
            if checksLeft < 0 {
                throw GatewayError(ErrorCode("trust.revocation.revoked", .trust), "Revoked.", next: "Ask.")
            }
        }
    }

    private func content(_ size: Int64, _ told: Told) -> Content {
        Content(
            size: size, digest: Digest(of: [1]), fileName: "r.asice",
            read: { offset, count in
                (offset..<offset + Int64(count)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8)) }
            },
            checkAgain: { try await told.check() }, sent: { await told.add($0) })
    }

    private func serve<Result: Sendable>(
        _ content: Content, _ body: @Sendable (RunningNode) async throws -> Result
    ) async throws -> Result {
        try await RunningNode.with(
            routes: { router in
                router.get("/content") { request, _ in try ContentAnswer(content, request: request).response() }
            }, body)
    }

    @Test("Whole, in ranges, and past every number: each answer says what it holds, and the use case what was sent")
    func ranges() async throws {
        let pki = try TestPKI.made.get()
        let told = Told(checks: .max)
        try await serve(content(300_000, told)) { node in
            func get(_ range: String?) async throws -> (status: String, length: Int) {
                let outcome = try await tool(
                    "curl",
                    ["-sk", "--cert", pki.path("member"), "-o", "/dev/null", "-w", "%{http_code} %{size_download}"]
                        + (range.map { ["-H", "Range: \($0)"] } ?? []) + ["\(node.base)/content"])
                let parts = outcome.output.split(separator: " ")
                return (String(parts[0]), Int(parts[1]) ?? -1)
            }
            let cases: [(String?, String, Int)] = [
                (nil, "200", 300_000), ("bytes=0-99", "206", 100), ("bytes=-1", "206", 1),
                ("bytes=0-9223372036854775807", "206", 300_000), ("bytes=299999-", "206", 1),
                ("bytes=300000-", "416", 0), ("bytes=0-1,2-3", "200", 300_000), ("lines=1-2", "200", 300_000),
            ]
            for (range, status, length) in cases {
                let answer = try await get(range)
                #expect(answer.status == status, "\(range ?? "none")")
                if status != "416" { #expect(answer.length == length, "\(range ?? "none")") }
            }
        }
        let beyond = try await serve(content(300, told)) { node in
            try await tool(
                "curl", ["-ski", "--cert", pki.path("member"), "-H", "Range: bytes=300-", "\(node.base)/content"])
        }
        #expect(beyond.output.lowercased().contains("content-range: bytes */300"))
        let sent = await told.sent
        let whole = Int64(0)..<300_000
        #expect(sent == [whole, 0..<100, 299_999..<300_000, whole, 299_999..<300_000, whole, whole])
    }

    @Test("The caller is looked at every few MiB and before the last piece, and one who is out gets no more")
    func revokedInTheMiddle() async throws {
        let size: Int64 = 40 << 20
        let told = Told(checks: 2)
        let workspace = try Workspace()
        try await serve(content(size, told)) { node in
            let client = try node.client()
            let failure = await #expect(throws: NodeFailure.self) {
                try await client.download("/content", to: workspace("got"))
            }
            #expect(failure?.code.exit == .tryAgain)
            await client.close()
        }
        let sent = await told.sent
        #expect(sent.count == 1)
        #expect(sent.first?.lowerBound == 0)
        #expect((sent.first?.upperBound ?? size) < 25 << 20)
        let whole = Told(checks: .max)
        try await serve(content(size, whole)) { node in
            let client = try node.client()
            _ = try await client.download("/content", to: workspace("all"))
            await client.close()
        }
        #expect(await whole.checks == 5)
        #expect(await whole.sent == [0..<size])
    }
}
