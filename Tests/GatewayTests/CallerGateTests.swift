import Courier
import Foundation
import Gateway
import Hummingbird
import Synchronization
import TestKit
import Testing
import Vocabulary
import Wire

@Suite("Who may speak to a node")
struct CallerGateTests {
    private func curl(_ node: RunningNode, _ path: String, _ more: [String] = []) async throws -> Tool.Outcome {
        try await tool("curl", ["-sk", "-i", "--max-time", "300", "\(node.base)\(path)"] + more)
    }

    @Test("A member is known by the certificate")
    func member() async throws {
        let pki = try TestPKI.made.get()
        try await RunningNode.with { node in
            let answer = try await curl(node, "/who", ["--cert", pki.path("member")])
            #expect(answer.output.hasPrefix("HTTP/1.1 200"))
            #expect(answer.output.hasSuffix("kh/ahtjpp/0101"))
        }
    }

    @Test("Without a certificate there is a problem document and nothing else, on any path")
    func noCertificate() async throws {
        try await RunningNode.with { node in
            for path in ["/who", "/", "/nothing-here"] {
                let answer = try await curl(node, path)
                #expect(answer.output.hasPrefix("HTTP/1.1 403"))
                #expect(answer.output.contains("application/problem+json"))
                #expect(answer.output.contains("gateway.certificate.missing"))
                #expect(answer.output.lowercased().contains("connection: close"))
            }
            #expect(node.tally.value(of: .refusedCallers) == 3)
        }
    }

    @Test("A browser without a certificate gets a page in four languages that loads nothing")
    func helpPage() async throws {
        try await RunningNode.with { node in
            let answer = try await curl(node, "/", ["-H", "Accept: text/html,application/xhtml+xml"])
            #expect(answer.output.hasPrefix("HTTP/1.1 403"))
            let headers = answer.output.lowercased()
            for header in [
                "content-type: text/html; charset=utf-8",
                "content-security-policy: default-src 'none'; style-src 'sha256-",
                "x-content-type-options: nosniff", "cache-control: no-store", "frame-ancestors 'none'",
            ] {
                #expect(headers.contains(header), "\(header)")
            }
            for language in ["km", "th", "vi", "en"] {
                #expect(answer.output.contains("<section lang=\"\(language)\">"))
            }
            for word in ["http:", "https:", "src=", "<script", "<link", "<form"] {
                #expect(!answer.output.contains(word), "\(word)")
            }
        }
    }

    @Test("A certificate of a foreign root and a self-signed one are refused with the reason of the trust function")
    func strangers() async throws {
        let pki = try TestPKI.made.get()
        try await RunningNode.with { node in
            for name in ["stranger", "self-signed"] {
                let answer = try await curl(node, "/who", ["--cert", pki.path(name)])
                #expect(answer.output.hasPrefix("HTTP/1.1 403"))
                #expect(answer.output.contains("trust.root.unknown"))
            }
        }
    }

    @Test("Standing is asked again at each request, so revoking ends an open connection's rights")
    func revokedBetweenRequests() async throws {
        final class Switch: Sendable { let revoked = Atomic<Bool>(false) }
        let revocation = Switch()
        let usual = try testValidator()
        let validator: CallerValidator = { presented in
            if revocation.revoked.load(ordering: .relaxed) {
                return .refused(
                    GatewayError(ErrorCode("trust.revocation.revoked", .trust), "Revoked.", next: "Ask your authority.")
                )
            }
            return await usual(presented)
        }
        try await RunningNode.with(validator: validator) { node in
            let client = try node.client()
            let first = try await client.send(.get, "/who")
            #expect(first.body == Array("kh/ahtjpp/0101".utf8))
            revocation.revoked.store(true, ordering: .relaxed)
            let failure = await #expect(throws: NodeFailure.self) { try await client.send(.get, "/who") }
            #expect(failure?.code.name == "trust.revocation.revoked")
            #expect(failure?.code.exit == .trust)
            #expect(node.tally.value(of: .connections) == 1)
            await client.close()
        }
    }

    @Test("A resumed session is judged by the whole chain that came with the first")
    func resumedSession() async throws {
        let pki = try TestPKI.made.get()
        let workspace = try Workspace()
        try await RunningNode.with { node in
            let request = Array("GET /who HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n".utf8)
            let common = [
                "s_client", "-connect", "127.0.0.1:\(node.port)", "-ign_eof", "-cert", pki.path("member"), "-key",
                pki.path("member"), "-cert_chain", pki.workspace("middle.crt"),
            ]
            let first = try await tool("openssl", common + ["-sess_out", workspace("session")], input: request)
            #expect(first.output.contains("kh/ahtjpp/0101"), "\(first.everything)")
            #expect(!first.output.contains("Reused, TLSv1.3"))
            let second = try await tool("openssl", common + ["-sess_in", workspace("session")], input: request)
            #expect(second.output.contains("Reused, TLSv1.3"))
            #expect(second.output.contains("kh/ahtjpp/0101"), "\(second.everything)")
        }
    }

    @Test("TLS 1.2 is refused")
    func oldVersion() async throws {
        let pki = try TestPKI.made.get()
        try await RunningNode.with { node in
            let answer = try await tool(
                "openssl",
                ["s_client", "-tls1_2", "-connect", "127.0.0.1:\(node.port)", "-cert", pki.path("member")])
            #expect(answer.status != 0)
            #expect(answer.everything.contains("alert protocol version"))
            try await eventually { node.tally.value(of: .failedHandshakes) == 1 }
        }
    }

    @Test("Browsers are told the names of the parties' roots")
    func rootNames() async throws {
        try await RunningNode.with { node in
            let answer = try await tool(
                "openssl", ["s_client", "-connect", "127.0.0.1:\(node.port)"])
            #expect(answer.output.contains("Acceptable client certificate CA names"), "\(answer.everything)")
            #expect(answer.output.contains("KH root"))
        }
    }

    @Test("What a route throws becomes a problem document, and the content of an unknown error stays inside")
    func thrownErrors() async throws {
        struct Leaky: Error { let secret = "name of a victim" }
        let refusal = GatewayError(
            ErrorCode("policy.denied", .refused), "Clause 4(3) forbids it.", next: "Ask the MoJ.")
        try await RunningNode.with(routes: { router in
            router.get("/refused") { _, _ -> String in
                throw Refusal(refusal, reasons: [Reason(source: "KH-TH-JIT", clause: "4(3)", text: "No.")])
            }
            router.get("/broken") { _, _ -> String in throw Leaky() }
        }) { node in
            let client = try node.client()
            let refused = await #expect(throws: NodeFailure.self) { try await client.send(.get, "/refused") }
            #expect(refused?.code == refusal.code)
            #expect(refused?.nextStep == "Ask the MoJ.")
            #expect(refused?.problem?.reasons?.first?.clause == "4(3)")
            let broken = await #expect(throws: NodeFailure.self) { try await client.send(.get, "/broken") }
            #expect(broken?.code.name == "gateway.fault")
            #expect(broken?.description.contains("victim") == false)
            let missing = await #expect(throws: NodeFailure.self) { try await client.send(.get, "/nothing") }
            #expect(missing?.code.name == "gateway.not-found")
            await client.close()
        }
    }
}

/// Waits for a condition that another task brings about.
func eventually(_ condition: @Sendable () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let limit = ContinuousClock.now + .seconds(300)
    while !condition() {
        guard ContinuousClock.now < limit else {
            Issue.record("it did not happen within five minutes", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
