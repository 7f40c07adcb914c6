import Foundation
import TestKit
import Vocabulary

/// The desk of an investigator, for one test: a folder of demonstration certificates, a signed agreement, exhibits,
/// and the `saksi` that was built together with the tests.
struct Office {
    let workspace: Workspace

    /// The program lies beside the test bundle in the build folder.
    static let program: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        // Some runners load the bundle into a program of their own; then the arguments name the bundle.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? own
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("saksi").path
    }()

    /// The certificates are made once; every test gets a copy.
    private static let made = Result<Workspace, any Error> {
        let workspace = try Workspace()
        try Tool.run(program, ["certs", "mint", "--out", "pki", "--json"], in: workspace.path)
        try workspace.write(agreement, to: "agreements/KH-TH-TEST-01.yaml")
        try workspace.write(SampleFiles.treaty(), to: "agreements/TEST-TREATY.yaml")
        for name in ["KH-TH-TEST-01", "TEST-TREATY"] {
            for signer in ["pki/kh/moj-0001.pem", "pki/th/oag-0001.pem"] {
                try Tool.run(
                    program, ["agreement", "sign", "agreements/\(name).yaml", "--identity", signer],
                    in: workspace.path)
            }
        }
        try workspace.write("ព្រះរាជាណាចក្រកម្ពុជា\n", to: "exhibits/statement.txt")
        try workspace.write("name;amount\nA;100\n", to: "exhibits/accounts/ledger.csv")
        return workspace
    }

    init() throws {
        workspace = try Workspace()
        let template = try Self.made.get()
        for name in ["pki", "agreements", "exhibits"] {
            try FileManager.default.copyItem(atPath: template(name), toPath: workspace(name))
        }
    }

    /// Runs `saksi` in the desk's folder, without a terminal and with a home of its own.
    @discardableResult
    func saksi(_ arguments: String...) throws -> Tool.Outcome {
        try saksi(arguments)
    }

    @discardableResult
    func saksi(_ arguments: [String]) throws -> Tool.Outcome {
        try Tool.run(
            Self.program, arguments, in: workspace.path,
            environment: ["HOME": workspace.path, "XDG_CONFIG_HOME": "", "NO_COLOR": ""])
    }

    /// Runs lines of a shell in the desk's folder.
    func shell(_ lines: String) throws -> Tool.Outcome {
        try Tool.run("bash", ["-c", lines], in: workspace.path, environment: ["HOME": workspace.path])
    }

    static func shell(_ lines: String) throws -> Tool.Outcome { try Tool.run("bash", ["-c", lines]) }

    static let defaults = [
        "--default", "category=document", "--default", "victim-identity=none", "--default", "handling=none",
        "--default", "flags=none",
    ]
    static let terms = [
        "--agreement", "KH-TH-TEST-01", "--case", "KH-AHTJPP-2026-000123", "--agreements", "agreements",
        "--identity", "pki/kh/ahtjpp-0101.pem",
    ]

    /// Packs the exhibits.
    @discardableResult
    func pack(_ out: String = "case.asice") throws -> Tool.Outcome {
        try saksi(["pack", "exhibits"] + Self.defaults + Self.terms + ["--out", out])
    }

    /// Everything below the desk's folder, except what it began with.
    func names() -> Set<String> {
        let all = FileManager.default.enumerator(atPath: workspace.path)?.compactMap { $0 as? String } ?? []
        let given: Set<Substring> = ["pki", "agreements", "exhibits"]
        return Set(all.filter { !given.contains($0.split(separator: "/")[0]) })
    }

    private static let agreement = SampleFiles.memorandum(
        "KH-TH-TEST-01", members: ["kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31"],
        clauses: """
            "1":
              says: { en: Members submit and list. }
              permit: [submit, list]
              who: { role: [member] }
            """)
}

/// What `--json` printed.
struct Printed: Decodable {
    let exit: Int32
    let code: String?
    let reason: String?
    let next: String?
    let verified: Bool?

    init(_ outcome: Tool.Outcome) throws {
        self = try JSONDecoder().decode(Printed.self, from: Data(outcome.output.utf8))
    }
}
