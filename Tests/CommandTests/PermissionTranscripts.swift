import Foundation
import Glibc
import TestKit
import Testing

/// What a person may not read or write is told as that, with the thing, and never as damage or as a fault of ours.
///
/// Root may read everything: the commands run as somebody else, which only root can bring about.
@Suite("What may not be read or written", .enabled(if: Strangers.canBe))
struct PermissionTranscripts {
    struct Case: Sendable, CustomTestStringConvertible {
        let denied: String
        let arguments: [String]
        let status: Int32
        let code: String

        var testDescription: String { "\(denied): \(arguments.prefix(2).joined(separator: " "))" }

        init(_ denied: String, _ arguments: [String], _ status: Int32, _ code: String) {
            self.denied = denied
            self.arguments = arguments
            self.status = status
            self.code = code
        }
    }

    private static let trust = ["--trust", "pki/trust.yaml"]
    private static let pack = ["pack", "exhibits"] + Office.defaults + Office.terms + ["--out"]

    static let cases = [
        Case("exhibits/statement.txt", pack + ["b.asice"], 2, "bundle.source.unreadable"),
        Case("exhibits/accounts", pack + ["b.asice"], 2, "bundle.source.unreadable"),
        Case("exhibits", pack + ["b.asice"], 2, "bundle.source.unreadable"),
        Case("sheet.csv", pack + ["b.asice", "--sheet", "sheet.csv"], 2, "bundle.source.unreadable"),
        Case("pki/kh/ahtjpp-0101.pem", pack + ["b.asice"], 2, "command.file.unreadable"),
        Case("agreements", pack + ["b.asice"], 2, "command.file.unreadable"),
        Case("agreements/KH-TH-TEST-01.yaml", pack + ["b.asice"], 2, "command.file.unreadable"),
        Case("place", pack + ["place/b.asice"], 7, "bundle.output.denied"),
        Case("case.asice", ["verify", "case.asice"] + trust, 2, "bundle.source.unreadable"),
        Case("case.asice", ["inspect", "case.asice"], 2, "bundle.source.unreadable"),
        Case("pki/trust.yaml", ["certs", "check"] + trust, 6, "seal.file"),
        Case("pki/trust.yaml", ["verify", "case.asice"] + trust, 6, "seal.file"),
        Case("receipt", ["verify", "case.asice", "--receipt", "receipt"] + trust, 2, "command.file.unreadable"),
        Case("place", ["open", "case.asice", "--out", "place/o"] + trust, 7, "bundle.output.denied"),
        Case("place", ["export", "case.asice", "--bagit", "place/o"], 7, "bundle.output.denied"),
        Case("bag/data/statement.txt", ["verify", "bag"] + trust, 2, "bundle.source.unreadable"),
        Case("bag/data", ["verify", "bag"] + trust, 2, "bundle.source.unreadable"),
        Case("bag/META-INF", ["verify", "bag"] + trust, 2, "bundle.source.unreadable"),
        Case("profile.yaml", ["profile", "--profile", "profile.yaml"], 2, "command.file.unreadable"),
        Case("place", ["profile", "init", "--profile", "place/p.yaml"], 7, "command.output.failed"),
    ]

    private static let made = Result<Office, any Error> {
        let office = try Office()
        try office.pack()
        try office.saksi("export", "case.asice", "--bagit", "bag")
        for name in ["sheet.csv", "receipt", "profile.yaml", "place/a"] { try office.workspace.write("", to: name) }
        return office
    }

    @Test("It is named, with the right code and a next step that can be taken", arguments: cases)
    func denied(_ denial: Case) throws {
        let template = try Self.made.get()
        let office = try Office()
        for name in ["case.asice", "bag", "sheet.csv", "receipt", "profile.yaml", "place"] {
            try FileManager.default.copyItem(atPath: template.workspace(name), toPath: office.workspace(name))
        }
        let strangers = Strangers(in: office)
        try strangers.own(".")
        try strangers.lose(denial.denied)
        let outcome = try strangers.saksi(denial.arguments + ["--json"])
        #expect(outcome.status == denial.status, "\(outcome.everything)")
        let printed = try Printed(outcome)
        #expect(printed.code == denial.code)
        let name = try #require(denial.denied.split(separator: "/").last)
        #expect(printed.reason?.contains(name) == true, "\(outcome.everything)")
        #expect(printed.next?.isEmpty == false)
        #expect(
            printed.next?.contains("leave it out") != true || denial.arguments[0] == "pack", "\(outcome.everything)")
    }

    @Test("An unreadable exhibit can be left out on purpose, which is recorded")
    func leftOut() throws {
        let office = try Office()
        let strangers = Strangers(in: office)
        try strangers.own(".")
        try strangers.lose("exhibits/accounts")
        let packed = try strangers.saksi(Self.pack + ["b.asice", "--leave-out-special"])
        #expect(packed.status == 0, "\(packed.everything)")
        #expect(packed.output.contains("left out         accounts: "), "\(packed.output)")
        #expect(packed.output.hasPrefix("Packed 1 exhibit "))
    }
}

/// Commands as a user who owns only what is given to them.
struct Strangers {
    static let canBe = geteuid() == 0 && (try? Tool.path(of: "setpriv")) != nil
    private static let user = "65534"
    private let office: Office

    init(in office: Office) { self.office = office }

    func own(_ name: String) throws { try check("chown", ["-R", Self.user, office.workspace(name)]) }

    /// Root's alone from now on.
    func lose(_ name: String) throws {
        try check("chown", ["0", office.workspace(name)])
        try check("chmod", ["u=rwX,go=", office.workspace(name)])
    }

    func saksi(_ arguments: [String]) throws -> Tool.Outcome {
        try Tool.run(
            "setpriv", ["--reuid", Self.user, "--regid", Self.user, "--clear-groups", Office.program] + arguments,
            in: office.workspace.path,
            environment: ["HOME": office.workspace.path, "XDG_CONFIG_HOME": "", "NO_COLOR": ""])
    }

    private func check(_ program: String, _ arguments: [String]) throws {
        let outcome = try Tool.run(program, arguments)
        try #require(outcome.status == 0, "\(outcome.everything)")
    }
}
