import Foundation
import Glibc
import TestKit
import Testing

/// What answers is not the node: nothing of evidence, and not even a request, leaves.
@Suite("Somebody else in the place of the node")
struct WrongNodeScenarios {
    /// A TLS server that is not ours, with a certificate of this test's choice.
    private final class Impostor {
        private let process = Process()
        private let output: String
        let address: String

        init(certificate: String, in workspace: Workspace) throws {
            output = workspace("impostor.log")
            try workspace.write("", to: "impostor.log")
            process.executableURL = URL(fileURLWithPath: try Tool.path(of: "openssl"))
            process.arguments = [
                "s_server", "-accept", "127.0.0.1:0", "-tls1_3", "-cert", certificate, "-key", certificate,
                "-cert_chain",
                certificate,
            ]
            process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
            process.standardInput = Pipe()
            process.standardOutput = FileHandle(forWritingAtPath: output)
            process.standardError = FileHandle(forWritingAtPath: output)
            try process.run()
            let path = output
            var port: Substring?
            try wait(for: "the port of the other server") {
                let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
                let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }
                port = line?.split(separator: ":").last
                return port != nil
            }
            address = "https://127.0.0.1:\(port ?? "")"
        }

        deinit {
            // It holds nothing that would have to be put away.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        var heard: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
    }

    @Test(
        "A member's certificate in the place of the node, and a node of another party, are refused before any byte",
        arguments: [
            ("pki/kh/prosecutor-0001.pem", "node.identity.member"),
            ("pki/th/node-bangkok-tls.pem", "node.identity.other"),
        ])
    func impostor(certificate: String, code: String) throws {
        let exchange = try RunningExchange()
        try exchange.workspace.write("x", to: "exhibits/a.txt")
        try exchange.pack("exhibits", as: "case.asice")
        let impostor = try Impostor(certificate: certificate, in: exchange.workspace)
        try exchange.writeProfile(.investigator, node: impostor.address)
        let outcome = try exchange.saksi("submit", "case.asice", "--receipt", "r", "--json", as: .investigator)
        #expect(outcome.status == 6, "\(outcome.everything)")
        #expect(try Answered(outcome)["code"].text == code)
        #expect(!impostor.heard.contains("GET /"))
        #expect(!impostor.heard.contains("ahtjpp"))
    }

    @Test("A node that cannot be reached is told at once, with exit status 5")
    func unreachable() throws {
        let exchange = try RunningExchange()
        try exchange.writeProfile(.investigator, node: "https://127.0.0.1:9")
        for arguments in [
            ["list", "--agreement", RunningExchange.agreement], ["testimony", "list", "--agreement", "X-1"],
        ] {
            let outcome = try exchange.saksi(
                arguments[0], arguments[1], arguments[2], arguments.count > 3 ? arguments[3] : "--json", "--json",
                as: .investigator)
            #expect(outcome.status == 5, "\(outcome.everything)")
            #expect(try Answered(outcome)["code"].text == "node.unreachable")
        }
    }

    @Test("A node that dies inside the handshake is worth another try, and a server that speaks no TLS is not")
    func handshakes() throws {
        let exchange = try RunningExchange()
        // Takes the connection, and closes it or answers without TLS.
        let script = """
            import socket, sys
            server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen()
            print(server.getsockname()[1], flush=True)
            while True:
                caller, _ = server.accept()
                caller.recv(100000)
                if sys.argv[1] == "plain": caller.sendall(b"HTTP/1.1 400 Bad Request\\r\\n\\r\\n")
                caller.close()
            """
        for (kind, status, code) in [("dying", 5, "node.interrupted"), ("plain", 6, "node.handshake")] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try Tool.path(of: "python3"))
            process.arguments = ["-c", script, kind]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            defer {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            try exchange.writeProfile(.investigator, node: "https://127.0.0.1:\(port)")
            let outcome = try exchange.saksi(
                "list", "--agreement", RunningExchange.agreement, "--json", as: .investigator)
            #expect(outcome.status == status, "\(outcome.everything)")
            #expect(try Answered(outcome)["code"].text == code)
        }
    }

    @Test("A profile without a node says which line is missing")
    func noNode() throws {
        let exchange = try RunningExchange()
        try exchange.workspace.write(
            "identity: pki/kh/ahtjpp-0101.pem\ntrust: pki/trust.yaml\n", to: "kh-ahtjpp-0101.yaml")
        let outcome = try exchange.saksi("list", "--agreement", RunningExchange.agreement, "--json", as: .investigator)
        #expect(outcome.status == 2)
        #expect(try Answered(outcome)["code"].text == "command.profile.setting-missing")
    }
}
