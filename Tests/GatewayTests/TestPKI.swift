import Foundation
import TestKit
import Vocabulary

/// Certificates made by the real `openssl`, once for all tests here: two roots, an intermediate, and those below.
final class TestPKI: Sendable {
    static let made = Result { try TestPKI() }

    struct Failed: Error { let errors: String }

    let workspace: Workspace

    /// - Parameter name: `member`, `node`, `other-node`, `foreign-node`, `stranger`, `self-signed`.
    func path(_ name: String) -> String { workspace("\(name).pem") }
    /// Certificate, intermediates and key in one text.
    func pem(_ name: String) throws -> [UInt8] { try workspace.read("\(name).pem") }
    func der(_ name: String) throws -> [UInt8] { try workspace.read("\(name).der") }
    func digest(_ name: String) throws -> Digest { Digest(of: try der(name)) }

    private init() throws {
        workspace = try Workspace()
        try authority("root", subject: "/CN=KH root")
        try authority("foreign-root", subject: "/CN=foreign root")
        try authority("middle", subject: "/CN=KH issuing", issuer: "root")
        try leaf("member", uri: "saksi://kh/ahtjpp/0101", issuer: "middle", bundled: ["middle"])
        try leaf("node", uri: "saksi://kh/node/phnom-penh", issuer: "middle", bundled: ["middle"])
        try leaf("other-node", uri: "saksi://th/node/bangkok", issuer: "root", bundled: [])
        try leaf("foreign-node", uri: "saksi://kh/node/phnom-penh", issuer: "foreign-root", bundled: [])
        try leaf("stranger", uri: "saksi://kh/ahtjpp/0101", issuer: "foreign-root", bundled: [])
        try leaf("self-signed", uri: "saksi://kh/ahtjpp/0101", issuer: nil, bundled: [])
    }

    private func openssl(_ arguments: String...) throws {
        let outcome = try Tool.run("openssl", arguments, in: workspace.path)
        guard outcome.status == 0 else { throw Failed(errors: outcome.errors) }
    }

    private func authority(_ name: String, subject: String, issuer: String? = nil) throws {
        try issue(
            name, subject: subject, issuer: issuer,
            extensions: "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign")
        try openssl("x509", "-in", "\(name).crt", "-outform", "DER", "-out", "\(name).der")
    }

    private func leaf(_ name: String, uri: String, issuer: String?, bundled: [String]) throws {
        try issue(
            name, subject: "/CN=\(name)", issuer: issuer,
            extensions: """
                basicConstraints=critical,CA:FALSE
                keyUsage=critical,digitalSignature
                extendedKeyUsage=clientAuth,serverAuth
                subjectAltName=URI:\(uri)
                """)
        let parts =
            try [name + ".crt"].map { try workspace.read($0) }
            + bundled.map { try workspace.read("\($0).crt") } + [try workspace.read("\(name).key")]
        try workspace.write(parts.flatMap { $0 }, to: "\(name).pem")
        try openssl("x509", "-in", "\(name).crt", "-outform", "DER", "-out", "\(name).der")
    }

    private func issue(_ name: String, subject: String, issuer: String?, extensions: String) throws {
        try workspace.write(extensions + "\n", to: "\(name).ext")
        try openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "\(name).key",
            "-subj", subject, "-out", "\(name).csr")
        if let issuer {
            try openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "\(issuer).crt", "-CAkey", "\(issuer).key", "-days", "30",
                "-extfile", "\(name).ext", "-out", "\(name).crt")
        } else {
            try openssl(
                "x509", "-req", "-in", "\(name).csr", "-signkey", "\(name).key", "-days", "30", "-extfile",
                "\(name).ext", "-out", "\(name).crt")
        }
    }
}

/// Runs a program without holding a thread of the cooperative pool, which the servers under test need.
func tool(_ name: String, _ arguments: [String], input: [UInt8] = []) async throws -> Tool.Outcome {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Result { try Tool.run(name, arguments, input: input) })
        }
    }
}
