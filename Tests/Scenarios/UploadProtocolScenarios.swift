import Foundation
import Glibc
import TestKit
import Testing
import Wire

/// The header fields of `draft-ietf-httpbis-resumable-upload`, as a program sends them that is not ours.
@Suite("Resumable uploads on the wire")
struct UploadProtocolScenarios {
    private static let partial = ("Content-Type", "application/partial-upload")

    private func begin(_ member: Curl, length: Int?, more: [(String, String)] = []) throws -> String {
        let fields = (length.map { [("Upload-Length", "\($0)")] } ?? []) + [("Upload-Complete", "?0")] + more
        let answer = try member.send(
            "POST", "/v1/agreements/\(NodeFixture.agreement)/uploads", fields: fields, body: [])
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(answer.fields["location"])
    }

    @Test(
        "Offsets, lengths and ends of requests are held to each other, and every refusal says where the upload stands")
    func fields() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        let member = Curl(fixture, as: .investigator)
        let upload = try begin(member, length: 10)
        func patch(_ path: String, _ offset: Int, _ bytes: Int, _ fields: [(String, String)] = []) throws -> Curl.Answer
        {
            try member.send(
                "PATCH", path, fields: [Self.partial, ("Upload-Offset", "\(offset)")] + fields,
                body: [UInt8](repeating: 7, count: bytes))
        }
        let first = try patch(upload, 0, 4)
        #expect(first.status == 204)
        #expect(first.fields["upload-offset"] == "4")
        #expect(first.fields["upload-complete"] == "?0")

        let elsewhere = try patch(upload, 5, 1)
        #expect(elsewhere.status == 409)
        #expect(elsewhere.fields["upload-offset"] == "4")
        #expect(try elsewhere.problem.code == "exchange.upload.offset")
        let tooFew = try patch(upload, 4, 2, [("Upload-Complete", "?1")])
        #expect(tooFew.status == 400)
        #expect(tooFew.fields["upload-offset"] == "4")
        #expect(try tooFew.problem.code == "exchange.upload.length")
        let chunked = try patch(upload, 4, 2, [("Upload-Complete", "?1"), ("Transfer-Encoding", "chunked")])
        #expect(chunked.status == 400)
        #expect(chunked.fields["upload-offset"] == "6")
        let otherLength = try patch(upload, 6, 1, [("Upload-Length", "11")])
        #expect(otherLength.status == 400)
        let last = try patch(upload, 6, 4, [("Upload-Complete", "?1")])
        #expect(last.status == 204)
        #expect(last.fields["upload-complete"] == "?1")
        let state = try member.send("HEAD", upload)
        #expect(state.fields["upload-offset"] == "10")
        #expect(state.fields["upload-length"] == "10")

        for more in [[], [("Transfer-Encoding", "chunked")]] {
            // The length comes with the last part.
            let unknown = try begin(member, length: nil)
            #expect(try patch(unknown, 0, 3).fields["upload-complete"] == "?0")
            let end = try patch(unknown, 3, 4, [("Upload-Complete", "?1")] + more)
            #expect(end.status == 204)
            #expect(end.fields["upload-complete"] == "?1")
            #expect(try member.send("HEAD", unknown).fields["upload-length"] == "7")
            #expect(try fixture.sqlite("SELECT length FROM uploads WHERE offset = 7").output.hasPrefix("7\n"))
        }
        let odd = try patch(try begin(member, length: 5), 0, 1, [("Upload-Complete", "yes")])
        #expect(odd.fields["upload-complete"] == "?0")
    }

    @Test("Another version of the draft is refused, and a question that would change something")
    func refusals() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        let member = Curl(fixture, as: .investigator)
        let path = "/v1/agreements/\(NodeFixture.agreement)/uploads"
        let other = try member.send("POST", path, fields: [("Upload-Draft-Interop-Version", "3")], body: [])
        #expect(other.status == 400)
        #expect(try other.problem.code == "gateway.upload-version")
        let upload = try begin(member, length: 5, more: [("Upload-Draft-Interop-Version", "8")])
        #expect(try member.send("HEAD", upload, fields: [("Upload-Offset", "0")]).status == 400)
        let kind = try member.send("PATCH", upload, fields: [("Upload-Offset", "0")], body: [1])
        #expect(kind.status == 415)
    }

    @Test(
        "A request at the wrong offset does not disturb the one at work, and a slow sender does not keep a node that stops"
    )
    func slowSender() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        let member = Curl(fixture, as: .investigator)
        let size = 40 << 20
        let upload = try begin(member, length: size)
        try fixture.workspace.write([UInt8](repeating: 7, count: size), to: "large")
        let slow = Process()
        slow.executableURL = URL(fileURLWithPath: try Tool.path(of: "curl"))
        slow.arguments = [
            "-sk", "--http1.1", "--cert", member.caller.identity, "--key", member.caller.identity, "-X", "PATCH",
            "--limit-rate",
            "300k", "-H", "Upload-Offset: 0", "-H", "\(Self.partial.0): \(Self.partial.1)", "-T", "large",
            fixture.address + upload,
        ]
        slow.currentDirectoryURL = URL(fileURLWithPath: fixture.workspace.path)
        slow.standardInput = FileHandle.nullDevice
        slow.standardOutput = FileHandle.nullDevice
        slow.standardError = FileHandle.nullDevice
        try slow.run()
        defer {
            kill(slow.processIdentifier, SIGKILL)
            slow.waitUntilExit()
        }
        try wait(for: "the first bytes") { spooled(in: fixture.dataFolder) > 100_000 }
        let wrong = try member.send(
            "PATCH", upload, fields: [Self.partial, ("Upload-Offset", "5000000000")], body: [1])
        #expect(wrong.status == 409)
        // Nor does one at the place that was told last, while more is on its way; it learns where the upload stands.
        let late = try member.send("PATCH", upload, fields: [Self.partial, ("Upload-Offset", "0")], body: [1])
        #expect(late.status == 409, "\(late.text)")
        #expect(Int(late.fields["upload-offset"] ?? "") ?? 0 > 100_000)
        let then = spooled(in: fixture.dataFolder)
        try wait(for: "more from the slow sender") { spooled(in: fixture.dataFolder) > then }
        #expect(slow.isRunning)
        // At this rate the rest would take two minutes.
        let start = ContinuousClock.now
        fixture.stop()
        #expect(ContinuousClock.now - start < .seconds(60))
        try fixture.start()
        let offset = Int(try member.send("HEAD", upload).fields["upload-offset"] ?? "") ?? 0
        #expect(offset > 100_000)
        #expect(offset < size)
    }
}
