import Foundation
import Glibc
import TestKit

/// A folder with certificates, signed agreements and profiles, and a real node that runs in it.
///
/// The node is ended, and the folder removed, when the test lets go of it.
final class RunningExchange: Sendable {
    enum Person: String, CaseIterable {
        case investigator = "kh/ahtjpp-0101"
        case prosecutor = "kh/prosecutor-0001"
        case leader = "th/dsi-0201"
        case seconded = "th/dsi-0202"
        case authority = "kh/moj-0001"
        case stranger = "vn/c02-0101"

        var profile: String { rawValue.replacingOccurrences(of: "/", with: "-") + ".yaml" }
    }

    static let agreement = "KH-TH-JIT-2026-01"
    static let caseNumber = "KH-AHTJPP-2026-000123"

    let workspace: Workspace
    let address: String
    /// Of the loopback port that tells how the node fares.
    let operations: String
    private let node: Process

    /// - Parameters:
    ///   - configuration: further lines of the node's configuration.
    ///   - change: done to the files before anything is in force.
    init(configuration: String = "", _ change: (Workspace) throws -> Void = { _ in }) throws {
        workspace = try Workspace()
        for name in ["pki", "agreements"] {
            try FileManager.default.copyItem(atPath: try Self.made.get()(name), toPath: workspace(name))
        }
        try change(workspace)
        try workspace.write(SampleFiles.nodeConfiguration(more: configuration), to: "node.yaml")
        let activated = try Tool.run(
            Self.programs + "/saksid", ["activate", "--config", "node.yaml"], in: workspace.path)
        guard activated.status == 0 else { throw Answered.Missing(what: "agreements: \(activated.everything)") }
        let started = try Self.start(in: workspace)
        node = started.node
        address = started.address
        operations = started.operations
        for person in Person.allCases { try writeProfile(person, node: address) }
    }

    deinit { stop() }

    /// Asks the node to end, and waits until it has.
    func stop() {
        guard node.isRunning else { return }
        node.terminate()
        node.waitUntilExit()
    }

    /// Stops the node for good, and reads everything again that it held.
    func audit() throws -> Tool.Outcome {
        stop()
        return try Tool.run(Self.programs + "/saksid", ["audit", "--config", "node.yaml"], in: workspace.path)
    }

    /// Writes the profile of a person, for this node or for what stands in its place.
    func writeProfile(_ person: Person, node: String, identity: String = "kh/node/phnom-penh") throws {
        try workspace.write(
            """
            node: \(node)
            node-identity: \(identity)
            identity: pki/\(person.rawValue).pem
            trust: pki/trust.yaml
            agreements: agreements
            offset: "+07:00"

            """, to: person.profile)
    }

    // MARK: programs

    /// The folder in which the tests and the programs were built.
    static let programs: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? own
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }()

    static func environment(_ workspace: Workspace) -> [String: String] {
        ["HOME": workspace.path, "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": workspace("state"), "NO_COLOR": "1"]
    }

    /// Runs `saksi` as a person.
    @discardableResult
    func saksi(_ arguments: String..., as person: Person) throws -> Tool.Outcome {
        try Tool.run(
            Self.programs + "/saksi", arguments + ["--profile", person.profile], in: workspace.path,
            environment: Self.environment(workspace))
    }

    /// Starts `saksi` as a person, and does not wait.
    func begin(_ arguments: [String], as person: Person) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.programs + "/saksi")
        process.arguments = arguments + ["--profile", person.profile]
        process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
        process.environment = ProcessInfo.processInfo.environment.merging(Self.environment(workspace)) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Packs a folder as the investigator.
    @discardableResult
    func pack(_ folder: String, as out: String, sheet: String? = nil) throws -> Tool.Outcome {
        let described =
            sheet.map { ["--sheet", $0] }
            ?? ["category=document", "handling=none", "flags=none", "victim-identity=none"].flatMap {
                ["--default", $0]
            }
        return try Tool.run(
            Self.programs + "/saksi",
            ["pack", folder] + described + [
                "--agreement", Self.agreement, "--case", Self.caseNumber, "--out", out, "--json", "--profile",
                Person.investigator.profile,
            ], in: workspace.path, environment: Self.environment(workspace))
    }

    /// How many bytes of requests the node has taken in.
    func bytesIn() throws -> Int {
        let text = try Tool.run("curl", ["-sS", operations + "/metrics"]).output
        let line = try Answered.unwrap(
            text.split(separator: "\n").first { $0.hasPrefix("saksi_body_received_bytes_total ") })
        return try Answered.unwrap(line.split(separator: " ").last.flatMap { Int($0) })
    }

    // MARK: making

    /// The demonstration certificates that every exchange of these tests has a copy of.
    static var certificates: String { get throws { try made.get()("pki") } }

    private static let made = Result<Workspace, any Error> {
        let workspace = try Workspace()
        let program = programs + "/saksi"
        try Tool.run(program, ["certs", "mint", "--out", "pki", "--json"], in: workspace.path)
        let signatories = ["KH": "pki/kh/moj-0001.pem", "TH": "pki/th/oag-0001.pem", "VN": "pki/vn/spp-0001.pem"]
        let source = Tool.packageRoot + "/Agreements"
        let names = try FileManager.default.contentsOfDirectory(atPath: source).filter { $0.hasSuffix(".yaml") }
        for name in names {
            // The tests must not end with the term of the examples.
            let text = try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8)
                .replacingOccurrences(of: "2027-02-28", with: "2099-12-31")
            try workspace.write(text, to: "agreements/\(name)")
        }
        for name in names {
            for signer in signatories.values {
                // Who need not sign is refused, and that is all that happens.
                try Tool.run(
                    program, ["agreement", "sign", "agreements/\(name)", "--identity", signer], in: workspace.path)
            }
        }
        return workspace
    }

    /// Starts the node, and returns when it has said where it listens.
    private static func start(
        in workspace: Workspace
    ) throws -> (node: Process, address: String, operations: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: programs + "/saksid")
        process.arguments = ["serve", "--config", "node.yaml"]
        process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        try workspace.write("", to: "node.log")
        process.standardError = FileHandle(forWritingAtPath: workspace("node.log"))
        try process.run()
        var said = ""
        var address: String?
        var operations: String?
        while address == nil || operations == nil {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else {
                throw Answered.Missing(
                    what: "the node's address: \(String(decoding: try workspace.read("node.log"), as: UTF8.self))")
            }
            said += String(decoding: data, as: UTF8.self)
            for line in said.split(separator: "\n") {
                if let place = line.range(of: "listens on ") { address = String(line[place.upperBound...]) }
                if let place = line.range(of: "operations on ") { operations = String(line[place.upperBound...]) }
            }
        }
        return (process, try Answered.unwrap(address), try Answered.unwrap(operations))
    }
}

/// Reads what `--json` printed.
struct Answered {
    struct Missing: Error, CustomStringConvertible {
        let what: String
        var description: String { "Missing: \(what)" }
    }

    private let value: Any

    init(_ outcome: Tool.Outcome) throws {
        value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }

    private init(_ value: Any) {
        self.value = value
    }

    static func unwrap<Value>(_ value: Value?, _ what: String = "a value") throws -> Value {
        guard let value else { throw Missing(what: what) }
        return value
    }

    subscript(_ key: String) -> Answered { Answered((value as? [String: Any])?[key] as Any) }

    var text: String { value as? String ?? "" }
    var number: Int { value as? Int ?? -1 }
    var truth: Bool { value as? Bool ?? false }
    var list: [Answered] { (value as? [Any] ?? []).map { Answered($0) } }
}

/// Waits until something holds.
func wait(for what: String, _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(300)
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw Answered.Missing(what: what) }
        usleep(2000)
    }
}
