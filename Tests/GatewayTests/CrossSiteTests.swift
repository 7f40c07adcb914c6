import Gateway
import Hummingbird
import TestKit
import Testing

@Suite("Another site cannot use the visitor's certificate")
struct CrossSiteTests {
    private func status(_ node: RunningNode, _ method: String, _ fields: [String]) async throws -> String {
        let pki = try TestPKI.made.get()
        let answer = try await tool(
            "curl",
            ["-sk", "-o", "/dev/null", "-w", "%{http_code}", "-X", method, "--cert", pki.path("member")]
                + fields.flatMap { ["-H", $0] } + ["\(node.base)/act"])
        return answer.output
    }

    @Test("Requests that another site made are refused, on every method; links and programs pass")
    func origins() async throws {
        try await RunningNode.with(routes: { router in
            router.post("/act") { _, _ in "done" }
            router.get("/act") { _, _ in "read" }
        }) { node in
            let own = "Origin: \(node.base)"
            let cases: [(String, [String], String)] = [
                ("POST", [], "200"),
                ("POST", [own, "Sec-Fetch-Site: same-origin"], "200"),
                ("POST", ["Origin: https://evil.example"], "403"),
                ("POST", ["Origin: null"], "403"),
                ("POST", ["Sec-Fetch-Site: cross-site"], "403"),
                ("POST", ["Sec-Fetch-Site: same-site"], "403"),
                ("POST", ["Sec-Fetch-Site: none"], "403"),
                ("POST", [own, "Sec-Fetch-Site: something-new"], "403"),
                ("GET", ["Sec-Fetch-Site: none"], "200"),
                ("GET", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"], "200"),
                ("GET", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"], "403"),
                ("GET", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"], "403"),
            ]
            for (method, fields, expected) in cases {
                let answer = try await status(node, method, fields)
                #expect(answer == expected, "\(method) \(fields)")
            }
            #expect(node.tally.value(of: .crossSite) == 8)
        }
    }
}
