import Foundation
import TestKit
import Testing

/// `saksid tsa` as somebody meets it who has openssl, curl and the trust list, and as `saksi` uses it.
@Suite("A time-stamping authority by itself")
struct TimestampScenarios {
    @Test("openssl ts -query, curl and openssl ts -verify work against it; signatures stamped by it are believed")
    func everything() throws {
        let authority = try RunningAuthority(party: "th")
        let workspace = authority.workspace
        try workspace.write("the text of a checkpoint\n", to: "content")
        let asked = try Tool.run(
            "bash",
            [
                "-c",
                """
                set -e
                openssl ts -query -data content -cert -out query.tsq
                curl -sS --fail --data-binary @query.tsq -H 'Content-Type: application/timestamp-query' \
                    \(authority.address) > reply.tsr
                openssl ts -verify -in reply.tsr -queryfile query.tsq -CAfile pki/th/root.pem
                openssl ts -verify -in reply.tsr -data content -CAfile pki/th/root.pem
                openssl ts -reply -in reply.tsr -text | grep 'Policy OID'
                """,
            ], in: workspace.path)
        #expect(asked.status == 0, "\(asked.everything)")
        #expect(asked.output.contains("Verification: OK"), "\(asked.everything)")

        try workspace.write("A statement.\n", to: "folder/statement.txt")
        let described = ["category=document", "handling=none", "flags=none", "victim-identity=none"].flatMap {
            ["--default", $0]
        }
        let packed = try authority.saksi(
            ["pack", "folder"] + described + [
                "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber, "--out", "one.asice",
                "--identity", "pki/kh/ahtjpp-0101.pem", "--agreements", "agreements", "--timestamp", authority.address,
            ])
        #expect(packed.status == 0, "\(packed.everything)")
        let verified = try authority.saksi(["verify", "one.asice", "--trust", "pki/trust.yaml"])
        #expect(verified.status == 0, "\(verified.everything)")
        #expect(verified.output.contains("was stamped by th/tsa/main"), "\(verified.output)")
        #expect(verified.output.contains("by the time-stamp"), "\(verified.output)")

        let signed = try authority.saksi([
            "sign", "one.asice", "--trust", "pki/trust.yaml", "--identity", "pki/th/dsi-0201.pem", "--out", "two.asice",
            "--timestamp", authority.address,
        ])
        #expect(signed.status == 0, "\(signed.everything)")
        #expect(signed.everything.contains("does not count as trusted time"), "\(signed.everything)")

        let file = "agreements/\(RunningExchange.agreement).yaml"
        let agreed = try authority.saksi([
            "agreement", "sign", file, "--identity", "pki/kh/moj-0001.pem", "--trust", "pki/trust.yaml", "--timestamp",
            authority.address,
        ])
        #expect(agreed.status == 0, "\(agreed.everything)")
        let checked = try authority.saksi(["agreement", "check-signatures", file, "--trust", "pki/trust.yaml"])
        #expect(checked.output.contains("stamped by th/tsa/main"), "\(checked.everything)")
    }

    @Test("What is no request is refused in the words of the standard, and what is no POST as HTTP has it")
    func refusals() throws {
        let authority = try RunningAuthority(party: "kh")
        let workspace = authority.workspace
        func status(_ arguments: [String]) throws -> String {
            try Tool.run("curl", ["-sS", "-o", "answer", "-w", "%{http_code}"] + arguments, in: workspace.path).output
        }
        let type = ["-H", "Content-Type: application/timestamp-query"]
        #expect(try status(type + ["--data-binary", "hello", authority.address]) == "200")
        let told = try Tool.run("openssl", ["ts", "-reply", "-in", "answer", "-text"], in: workspace.path)
        #expect(told.everything.contains("Rejected"), "\(told.everything)")
        #expect(try status(["--data-binary", "hello", authority.address]) == "415")
        #expect(try status([authority.address]) == "404")
        try workspace.write([UInt8](repeating: 0x30, count: 100_000), to: "large")
        #expect(try status(type + ["--data-binary", "@large", authority.address]) == "413")
    }

    @Test("Who takes all connections, trickles a request or sends many at once keeps nobody else from an answer")
    func crowded() throws {
        let authority = try RunningAuthority(party: "th")
        let workspace = authority.workspace
        let digest = String(repeating: "0", count: 64)
        try #require(
            try Tool.run(
                "openssl", ["ts", "-query", "-digest", digest, "-sha256", "-out", "query.tsq"], in: workspace.path
            )
            .status == 0)
        try workspace.write(
            """
            import socket, sys, time
            port = int(sys.argv[1])
            body = open("query.tsq", "rb").read()
            def connect():
                s = socket.create_connection(("127.0.0.1", port))
                s.settimeout(120)
                return s
            def head(length):
                return (f"POST / HTTP/1.1\\r\\nHost: tsa\\r\\nContent-Type: application/timestamp-query\\r\\n"
                        f"Content-Length: {length}\\r\\n\\r\\n").encode()
            def ask(times):
                s = connect()
                s.sendall((head(len(body)) + body) * times)
                answer = b""
                while piece := s.recv(65536): answer += piece
                return answer.count(b"HTTP/1.1 200")
            # One answer for each connection.
            print("answers", ask(3))
            # More than there are places, and somebody who comes behind them.
            idle = [connect() for _ in range(600)]
            print("behind", ask(1))
            trickle = connect()
            trickle.sendall(head(4096))
            begin = time.monotonic()
            try:
                while time.monotonic() - begin < 600:
                    trickle.sendall(b"x")
                    time.sleep(0.2)
            except OSError:
                print("ended")
            print("after", ask(1))

            """, to: "crowd.py")
        let port = try #require(authority.address.split(separator: ":").last?.dropLast())
        let crowd = try Tool.run("python3", ["crowd.py", String(port)], in: workspace.path)
        #expect(crowd.output == "answers 1\nbehind 1\nended\nafter 1\n", "\(crowd.everything)")
    }

    @Test("An authority that cannot be reached packs nothing, and says so with the network's own code")
    func unreachable() throws {
        let authority = try RunningAuthority(party: "th")
        authority.stop()
        try authority.workspace.write("A statement.\n", to: "folder/statement.txt")
        let packed = try authority.saksi([
            "pack", "folder", "--default", "category=document", "--default", "handling=none", "--default", "flags=none",
            "--default", "victim-identity=none", "--agreement", RunningExchange.agreement, "--case",
            RunningExchange.caseNumber, "--out", "one.asice", "--identity", "pki/kh/ahtjpp-0101.pem", "--agreements",
            "agreements", "--timestamp", authority.address,
        ])
        #expect(packed.status == 5, "\(packed.everything)")
        #expect(packed.errors.contains("No time-stamp:"), "\(packed.everything)")
        #expect(!FileManager.default.fileExists(atPath: authority.workspace("one.asice")))
    }
}

/// `saksid tsa` of a party, with the demonstration certificates, in a folder of its own.
final class RunningAuthority {
    let workspace: Workspace
    let address: String
    private let process: Process

    /// - Parameter certificates: the folder of the demonstration's; else that of `RunningExchange`.
    init(party: String, certificates: String? = nil) throws {
        workspace = try Workspace()
        try FileManager.default.copyItem(
            atPath: try certificates ?? RunningExchange.certificates, toPath: workspace("pki"))
        try FileManager.default.copyItem(
            atPath: Tool.packageRoot + "/Agreements", toPath: workspace("agreements"))
        try workspace.write(
            """
            format: saksi-tsa/1
            data: tsa-data
            listen: { host: 127.0.0.1, port: 0 }
            authority: { identity: pki/\(party)/tsa-main.pem, policy: 2.999.3161.1 }

            """, to: "tsa.yaml")
        process = Process()
        process.executableURL = URL(fileURLWithPath: RunningExchange.programs + "/saksid")
        process.arguments = ["tsa", "--config", "tsa.yaml"]
        process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
        process.standardInput = FileHandle.nullDevice
        try workspace.write("", to: "tsa.log")
        let output = FileHandle(forWritingAtPath: workspace("tsa.log"))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let (place, running) = (workspace, process)
        var found: String?
        try wait(for: "the authority to listen") {
            let said = String(decoding: try place.read("tsa.log"), as: UTF8.self)
            found =
                said.split(separator: "\n").lazy.compactMap { line in
                    line.range(of: "stamps at ").map { String(line[$0.upperBound...]) }
                }.first
            return found != nil || !running.isRunning
        }
        address = try Answered.unwrap(found, String(decoding: try workspace.read("tsa.log"), as: UTF8.self))
    }

    deinit { stop() }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    func saksi(_ arguments: [String]) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksi", arguments, in: workspace.path,
            environment: RunningExchange.environment(workspace))
    }
}
