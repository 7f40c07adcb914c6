import Courier
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization
import TestKit
import Testing
import Vocabulary

@Suite("Bytes between client and node")
struct TransferTests {
    private final class Seen: Sendable {
        let bytes = Atomic<Int>(0)
        let offsets = Atomic<Int>(0)
    }

    @Test("A range of a file arrives as one part of an upload, with its offset and its end")
    func upload() async throws {
        let workspace = try Workspace()
        let content = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try workspace.write(content, to: "bundle")
        try await RunningNode.with(routes: { router in
            router.post("/uploads") { request, _ in
                #expect(request.headers[.init("Upload-Complete") ?? .te] == "?0")
                #expect(request.headers[.init("Upload-Length") ?? .te] == "1500000")
                return Response(
                    status: .created, headers: [.location: "/uploads/1", .init("Upload-Offset") ?? .te: "0"])
            }
            router.patch("/uploads/1") { request, _ in
                var digest = DigestStream()
                for try await piece in request.body { digest.update(Array(piece.readableBytesView)) }
                let fields = request.headers
                return Response(
                    status: .ok,
                    headers: [
                        .init("Upload-Complete") ?? .te: fields[.init("Upload-Complete") ?? .te] ?? "",
                        .init("Upload-Offset") ?? .te: "1500000",
                    ], body: .init(byteBuffer: ByteBuffer(string: digest.finish().text + (fields[.contentType] ?? ""))))
            }
        }) { node in
            let client = try node.client()
            let seen = Seen()
            let created = try await client.createUpload(at: "/uploads", length: 1_500_000, reprDigest: nil)
            #expect(created.location == "/uploads/1")
            let done = try await client.append(
                file: file, range: 500_000..<1_500_000, to: created.location, completes: true,
                progress: { seen.offsets.store(Int($0), ordering: .relaxed) })
            #expect(done.isComplete)
            #expect(done.offset == 1_500_000)
            let expected = Digest(of: content[500_000...]).text + "application/partial-upload"
            #expect(String(decoding: done.answer.body, as: UTF8.self) == expected)
            #expect(seen.offsets.load(ordering: .relaxed) == 1_500_000)
            #expect(node.tally.value(of: .bytesReceived) == 1_000_000)
            await client.close()
        }
    }

    @Test("A file that became shorter while it is sent is told, and the exit is wrong use")
    func shrunkFile() async throws {
        let file = try Workspace()
        let path = try file.write([UInt8](repeating: 1, count: 1000), to: "short")
        try await RunningNode.with(routes: { router in
            router.patch("/uploads/1") { request, _ in
                for try await _ in request.body {}
                return Response(status: .ok)
            }
        }) { node in
            let client = try node.client()
            let failure = await #expect(throws: NodeFailure.self) {
                try await client.append(file: path, range: 0..<5000, to: "/uploads/1", completes: true)
            }
            #expect(failure?.code.name == "node.file.changed")
            await client.close()
        }
    }

    @Test("A download goes on where it stopped, and begins anew when the node has another version")
    func download() async throws {
        let content = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let workspace = try Workspace()
        try await RunningNode.with(routes: { router in
            router.get("/content") { request, _ in
                let matches = request.headers[.ifRange].map { $0 == "\"v1\"" } ?? true
                let start =
                    matches
                    ? request.headers[.range].flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0 : 0
                var response = Response(
                    status: start > 0 ? .partialContent : .ok, headers: [.eTag: "\"v1\""],
                    body: .init(byteBuffer: ByteBuffer(bytes: content[start...])))
                if start > 0 { response.headers[.contentRange] = "bytes \(start)-899999/900000" }
                return response
            }
        }) { node in
            let client = try node.client()
            let first = try await client.download("/content", to: workspace("a"))
            #expect(first.length == 900_000)
            #expect(first.entityTag == "\"v1\"")
            #expect(try workspace.read("a") == content)

            try workspace.write(Array(content[..<300_000]) + [9, 9, 9], to: "b")
            let rest = try await client.download("/content", to: workspace("b"), from: 300_000, entityTag: "\"v1\"")
            #expect(!rest.beganAnew)
            #expect(try workspace.read("b") == content)

            try workspace.write([UInt8](repeating: 0, count: 300_000), to: "c")
            let anew = try await client.download("/content", to: workspace("c"), from: 300_000, entityTag: "\"v0\"")
            #expect(anew.beganAnew)
            #expect(try workspace.read("c") == content)
            await client.close()
        }
    }

    @Test("An upload that is refused early is not received to its end")
    func earlyRefusal() async throws {
        let workspace = try Workspace()
        let size = 64 << 20
        let file = try workspace.write([], to: "big")
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.truncate(atOffset: UInt64(size))
        try await RunningNode.with(routes: { router in
            router.patch("/uploads/1") { _, _ -> Response in
                throw Refusal(
                    GatewayError(ErrorCode("store.full", .storage), "The disk is full.", next: "Wait."),
                    status: .init(code: 507))
            }
        }) { node in
            let client = try node.client()
            let failure = await #expect(throws: NodeFailure.self) {
                try await client.append(file: file, range: 0..<Int64(size), to: "/uploads/1", completes: true)
            }
            #expect(failure?.code.name == "store.full")
            #expect(failure?.code.exit == .storage)
            #expect(node.tally.value(of: .bytesReceived) < size)
            await client.close()
        }
    }

    @Test("A flood of header fields, or one that is too long, is refused, and the node goes on")
    func headerFlood() async throws {
        let pki = try TestPKI.made.get()
        try await RunningNode.with { node in
            let many = (0..<200).flatMap { ["-H", "X-Flood-\($0): 1"] }
            let long = ["-H", "X-Flood: \(String(repeating: "a", count: 60_000))"]
            for flood in [many, long] {
                let answer = try await tool(
                    "curl", ["-sk", "-i", "--cert", pki.path("member"), "\(node.base)/who"] + flood)
                #expect(!answer.output.contains("200 OK"))
                #expect(!answer.output.contains("ahtjpp"))
            }
            let usual = try await tool("curl", ["-sk", "--cert", pki.path("member"), "\(node.base)/who"])
            #expect(usual.output == "kh/ahtjpp/0101")
        }
    }

    @Test("A node that is told to stop answers what it is working on first")
    func gracefulStop() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        try await RunningNode.with(routes: { router in
            router.get("/slow") { _, _ in
                start.yield()
                for await _ in released { break }
                return "finished"
            }
        }) { node in
            let client = try node.client()
            async let answer = client.send(.get, "/slow")
            for await _ in started { break }
            await node.group.triggerGracefulShutdown()
            // The listener closes before the running request ends.
            let another = try node.client()
            try await eventuallyRefused(another)
            release.yield()
            let body = try await answer.body
            #expect(String(decoding: body, as: UTF8.self) == "finished")
            await client.close()
            await another.close()
        }
    }

    private func eventuallyRefused(_ client: NodeClient) async throws {
        for _ in 0..<2000 {
            do {
                _ = try await client.send(.get, "/who")
            } catch {
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("the listener stayed open")
    }
}

@Suite("A node that stops in the middle, or says what cannot be")
struct UntrustworthyTransferTests {
    /// Shut until it is opened.
    private final class Gate: Sendable {
        private let state = Atomic<Bool>(false)
        var isOpen: Bool { state.load(ordering: .acquiring) }
        func open() { state.store(true, ordering: .releasing) }
    }

    @Test("A download that stands still ends with exit 5 after the client's patience, and goes on from there")
    func stalled() async throws {
        let content = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let workspace = try Workspace()
        let gate = Gate()
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        try await RunningNode.with(routes: { router in
            router.get("/content") { request, _ in
                let start = request.headers[.range].flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0
                let stalls = !gate.isOpen
                var response = Response(
                    status: start > 0 ? .partialContent : .ok,
                    body: ResponseBody(contentLength: content.count - start) { writer in
                        let end = stalls ? 100_000 : content.count
                        try await writer.write(ByteBuffer(bytes: content[start..<end]))
                        if stalls { for await _ in released {} }
                        try await writer.finish(nil)
                    })
                if start > 0 { response.headers[.contentRange] = "bytes \(start)-399999/400000" }
                return response
            }
        }) { node in
            var patience = NodePatience()
            patience.idle = .seconds(5)
            let client = try node.client(patience: patience)
            let failure = await #expect(throws: NodeFailure.self) {
                try await client.download("/content", to: workspace("got"))
            }
            #expect(failure?.code.name == "node.silent")
            #expect(failure?.code.exit == .tryAgain)
            gate.open()
            release.finish()
            let arrived = (try? workspace.read("got").count) ?? 0
            // On a busy machine the patience may end before the first byte.
            #expect(arrived <= 100_000)
            let other = try node.client()
            _ = try await other.download("/content", to: workspace("got"), from: Int64(arrived))
            #expect(try workspace.read("got") == content)
            for client in [client, other] { await client.close() }
        }
    }

    @Test("Offsets that cannot be are an answer that cannot be read, and end nothing")
    func impossibleOffsets() async throws {
        let names = ["-1", "9223372036854775808", "none"]
        try await RunningNode.with(routes: { router in
            for (index, text) in names.enumerated() {
                router.head("/uploads/\(index)") { _, _ in
                    Response(status: .noContent, headers: [.init("Upload-Offset") ?? .te: text])
                }
            }
        }) { node in
            let client = try node.client()
            for index in names.indices {
                let failure = await #expect(throws: NodeFailure.self) {
                    try await client.uploadState(of: "/uploads/\(index)")
                }
                #expect(failure?.code.name == "node.answer")
            }
            let gone = await #expect(throws: NodeFailure.self) { try await client.uploadState(of: "/uploads/9") }
            #expect(gone?.status == 404)
            await client.close()
        }
    }
}
