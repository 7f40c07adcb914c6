import Foundation

/// The client on both sides: curl with a member's certificate, the same protocol and the same cipher.
struct Curl {
    private let program: String
    private let ground: Ground
    private let common: [String]

    /// - Parameter member: the file of the certificate and key below `pki`.
    init(_ ground: Ground, as member: String = "kh/ahtjpp-0101") throws {
        program = try Installation.tool("curl")
        self.ground = ground
        if !ground.exists("roots.pem") {
            try ground.write(
                try ["kh", "th", "vn"].flatMap { try Ground.read(ground("pki/\($0)/authority/root.pem")) },
                to: "roots.pem")
        }
        common = [
            "--silent", "--show-error", "--fail-with-body", "--http1.1", "--tlsv1.3",
            "--tls13-ciphers", "TLS_AES_128_GCM_SHA256", "--cacert", ground("roots.pem"),
            "--cert", ground("pki/\(member).pem"), "--key", ground("pki/\(member).pem"), "--header", "Expect:",
        ]
    }

    /// - Returns: what came back.
    @discardableResult
    func run(_ arguments: [String]) throws -> String {
        try Child(program: program, arguments: common + arguments, ground: ground).run().output
    }

    /// Several at the same time, each a program of its own.
    func runTogether(_ count: Int, _ arguments: [String]) throws {
        let script = """
            count=$1; shift
            for number in $(seq "$count"); do "$@" & jobs="$jobs $!"; done
            for job in $jobs; do wait "$job" || exit 1; done
            """
        _ = try Child(
            program: "/bin/sh", arguments: ["-c", script, "sh", String(count), program] + common + arguments,
            ground: ground
        ).run()
    }

    /// Posts JSON.
    func post(_ body: [UInt8], to address: String) throws -> String {
        try ground.write(body, to: "body.json")
        return try run([
            "--header", "Content-Type: application/json", "--data-binary", "@" + ground("body.json"), address,
        ])
    }
}
