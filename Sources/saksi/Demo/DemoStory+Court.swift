import EvidenceBundle
import Foundation
import Vocabulary

/// One thing that a court could check by itself.
struct CourtCheck: Encodable, Sendable {
    let what: String
    let command: String
    /// absent where the program is not installed here
    let passed: Bool?
}

/// What a court can check years later, without us.
extension DemoStory {
    func court() async throws -> [CourtCheck] {
        narrator.step(
            "What a court can check, without the node and without us",
            """
            The node has been stopped. What follows needs no network and, but for the last two lines, no program of ours. \
            The court has the bundle, its receipt, and the roots that it compared on paper; for the last two lines also the \
            trust list with the revocation lists and time-stamping roots beside it, and the agreement, which says how many \
            cosigners a receipt needs.
            """)
        try stage.makeFolder("court")
        var checks: [CourtCheck] = []
        narrator.say("The bundle is a ZIP file like any other:")
        checks.append(try await check("The bundle unpacks", "unzip", ["-q", "../received.asice", "-d", "bag"]))
        narrator.say("Every exhibit is what its manifest says, by SHA-256:")
        checks.append(
            try await check(
                "Every exhibit has its SHA-256", "sha256sum", ["-c", "manifest-sha256.txt"], in: "court/bag"))
        narrator.say("That list of digests is the one that was signed: its own digest stands in the signed manifest.")
        checks.append(try await shell("The list of digests is the signed one", Self.listIsSigned, in: "court/bag"))
        narrator.say(
            "The investigator's signature covers that manifest and every other file, and leads to Cambodia's root:")
        checks.append(
            try await check(
                "The investigator's signature holds", "openssl",
                [
                    "cms", "-verify", "-cades", "-binary", "-x509_strict", "-inform", "DER", "-in",
                    "bag/META-INF/signature001.p7s", "-content", "bag/META-INF/ASiCManifest001.xml", "-CAfile",
                    "../pki/kh/root.pem", "-out", "/dev/null",
                ]))
        narrator.say(
            "This one number stands for the whole bundle. It is in the receipt, and can be read over the telephone:")
        checks.append(
            try await check("The digest of the bundle", "sha256sum", ["bag/META-INF/ASiCManifest001.xml"]))
        narrator.say("All of it at once, with the receipt, revocation and the trust list:")
        let arguments = [
            "verify", "../received.asice", "--receipt", "../exhibits.receipt", "--trust", "../pki/trust.yaml",
            "--agreements", "../agreements",
        ]
        try await saksi(arguments, in: "court")
        checks.append(
            CourtCheck(
                what: "Bundle, signer, receipt and log", command: (["saksi"] + arguments).joined(separator: " "),
                passed: true))
        narrator.say("And the certificate of custody, every file and every page of it, with the copy it speaks of:")
        let certificate = [
            "custody", "verify", "../custody", "--copy", "../received.asice", "--trust", "../pki/trust.yaml",
            "--agreements", "../agreements",
        ]
        try await saksi(certificate, in: "court")
        checks.append(
            CourtCheck(
                what: "The certificate of custody", command: (["saksi"] + certificate).joined(separator: " "),
                passed: true))
        return checks
    }

    private func check(
        _ what: String, _ name: String, _ arguments: [String], in folder: String = "court"
    ) async throws -> CourtCheck {
        let command = ([name] + arguments).joined(separator: " ")
        guard let program = Installation.tool(name) else {
            narrator.say("(The program \(name) is not installed here. The command is: \(command))")
            return CourtCheck(what: what, command: command, passed: nil)
        }
        try await run(name, program, arguments, in: folder)
        return CourtCheck(what: what, command: command, passed: true)
    }

    /// Without this line a bag with other files and another list of digests would pass.
    private static let listIsSigned =
        #"grep -F 'URI="manifest-sha256.txt"' META-INF/ASiCManifest001.xml "#
        + #"| grep -F "$(openssl dgst -sha256 -binary manifest-sha256.txt | openssl base64)""#

    private func shell(_ what: String, _ command: String, in folder: String) async throws -> CourtCheck {
        guard Installation.tool("grep") != nil, Installation.tool("openssl") != nil, let sh = Installation.tool("sh")
        else {
            narrator.say("(grep or openssl is not installed here. The command is: \(command))")
            return CourtCheck(what: what, command: command, passed: nil)
        }
        try await run(shown: command, sh, ["-c", command], in: folder)
        return CourtCheck(what: what, command: command, passed: true)
    }

    func closing(_ seconds: Int) {
        narrator.line()
        narrator.line("What was shown")
        narrator.line("--------------")
        for line in [
            "Is it complete, was it altered?   saksi verify, or unzip, sha256sum and openssl",
            "Who had it, and when?             saksi custody show, saksi custody certificate",
            "What does the giver permit?       saksi why, and the clauses of every refusal and release",
            "What was said by video link?      saksi testimony show",
        ] { narrator.line("  " + line) }
        narrator.say("Whether it is admissible is for the court to say, never for a program.")
        narrator.line()
    }
}
