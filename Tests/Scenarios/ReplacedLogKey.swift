import Foundation
import TestKit
import Vocabulary

/// A node whose log key is replaced with the programs, as docs/operations.md tells the operator to do it.
extension NodeFixture {
    /// The key with which the node begins.
    static let logKey = "pki/kh/node-phnom-penh-log.key"

    /// Has the configuration name these log keys, from the next start on.
    func use(_ key: String, former: String? = nil) {
        change = {
            $0.replacingOccurrences(
                of: "log-key: \(Self.logKey)\n",
                with: "log-key: \(key)\n" + (former.map { "former-log-key: \($0)\n" } ?? ""))
        }
    }

    func makeLogKey(_ file: String) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksid", ["key", "make", "saksi/kh/phnom-penh", file], in: workspace.path)
    }

    /// Takes over the lines that `saksid key show` prints, signs the next version for every party as trust.md says, and
    /// checks it.
    func publish(_ shown: String) throws -> Tool.Outcome {
        let lines = shown.split(separator: "\n").filter { $0.hasPrefix("          ") }
            .map { String($0.dropFirst(10)) }
        try KeyBench.replaceKeys(
            of: "kh/phnom-penh", by: lines.joined(separator: "\n"), in: workspace, at: SystemTimekeeper().now)
        for (signer, issuer) in [("kh/moj-0001", "kh"), ("th/oag-0001", "th"), ("vn/spp-0001", "vn")] {
            let name = signer.replacingOccurrences(of: "/", with: "-")
            let signed = try Tool.run(
                "openssl",
                [
                    "cms", "-sign", "-cades", "-binary", "-nosmimecap", "-signer", "pki/\(signer).pem", "-certfile",
                    "pki/\(issuer)/issuing.pem", "-outform", "DER", "-in", "pki/trust.yaml", "-out",
                    "pki/trust.yaml.\(name).p7s",
                ], in: workspace.path)
            guard signed.status == 0 else { throw Answered.Missing(what: "a signature: \(signed.everything)") }
        }
        return try saksi(["certs", "check"], as: .investigator)
    }
}
