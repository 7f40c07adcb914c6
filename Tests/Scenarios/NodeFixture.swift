import Foundation
import Glibc
import TestKit

/// A data folder and a node that is started, stopped, killed and audited as a test wants it.
///
/// `RunningExchange` is for tests whose node just runs. Here the port stays the same from start to start, so that a
/// client which waits finds the node again.
final class NodeFixture {
    typealias Person = RunningExchange.Person

    /// The agreement of these tests: who may list what differs from person to person.
    static let agreement = "KH-TH-TEST-02"
    static let caseNumber = RunningExchange.caseNumber

    let workspace: Workspace
    private(set) var port = 0
    private var node: Process?

    var address: String { "https://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - data: where the node keeps its data; a folder on another disk, for instance.
    ///   - reserve: bytes of the disk that stay free.
    init(data: String = "node-data", reserve: Int = 0) throws {
        workspace = try Workspace()
        for name in ["pki", "agreements"] {
            try FileManager.default.copyItem(atPath: try Self.made.get()(name), toPath: workspace(name))
        }
        dataFolder = data.hasPrefix("/") ? data : workspace(data)
        self.reserve = reserve
        try choosePort()
    }

    /// Below the ports that the system gives to others, so that ours is free at the next start too.
    private func choosePort() throws {
        port = Int.random(in: 20_000..<32_000)
        for person in Person.allCases { try writeProfile(person) }
    }

    let dataFolder: String
    /// What the next start's configuration says beyond the usual: limits, each with a comma before it, and lines.
    var limits = ""
    var configuration = ""
    /// What the node's next start finds in its environment besides.
    var environment: [String: String] = [:]
    private let reserve: Int

    deinit {
        if let node, node.isRunning {
            kill(node.processIdentifier, SIGKILL)
            node.waitUntilExit()
        }
    }

    // MARK: the node

    /// Starts the node, and returns when it says that it listens. At the first start everything in the folder of
    /// agreements is put into force before.
    func start() throws {
        if !FileManager.default.fileExists(atPath: "\(dataFolder)/register.sqlite"),
            FileManager.default.fileExists(atPath: workspace("agreements"))
        {
            let activated = try activate()
            guard activated.status == 0 else { throw Answered.Missing(what: "agreements: \(activated.everything)") }
        }
        for attempt in 0..<20 {
            try writeConfiguration()
            if try launch() { break }
            let said = log
            guard said.contains("ddress already in use"), attempt < 19 else {
                throw Answered.Missing(what: "the node's address: \(said)")
            }
            try choosePort()
        }
    }

    /// Puts files into force, with the node stopped; without files, all in the folder of agreements.
    func activate(_ files: String...) throws -> Tool.Outcome {
        try writeConfiguration()
        return try Tool.run(
            RunningExchange.programs + "/saksid", ["activate", "--config", "node.yaml"] + files, in: workspace.path)
    }

    /// Writes a file into the folder of agreements, signed for both parties.
    func writeAgreement(_ text: String, as id: String) throws {
        try workspace.sign(text, as: id, by: ["kh/moj-0001", "th/oag-0001"])
    }

    private func launch() throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: RunningExchange.programs + "/saksid")
        process.arguments = ["serve", "--config", "node.yaml"]
        process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        // A file, which nobody has to drain.
        try workspace.write("", to: "node.log")
        let output = FileHandle(forWritingAtPath: workspace("node.log"))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        node = process
        try wait(for: "the node to listen") { log.contains("listens on ") || !process.isRunning }
        guard process.isRunning else {
            node = nil
            return false
        }
        return true
    }

    /// What the node has said since its last start.
    var log: String { (try? String(contentsOfFile: workspace("node.log"), encoding: .utf8)) ?? "" }
    var isRunning: Bool { node?.isRunning ?? false }

    /// Asks the node to end, and waits until it has.
    func stop() { end(SIGTERM) }

    /// Ends the node at this very moment.
    func killNow() { end(SIGKILL) }

    private func end(_ signal: Int32) {
        guard let node else { return }
        kill(node.processIdentifier, signal)
        node.waitUntilExit()
        self.node = nil
    }

    func audit(json: Bool = false) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksid", ["audit", "--config", "node.yaml"] + (json ? ["--json"] : []),
            in: workspace.path)
    }

    func writeConfiguration() throws {
        try workspace.write(
            change(
                SampleFiles.nodeConfiguration(data: dataFolder, port: port, reserve: reserve, limits: limits)
                    + configuration), to: "node.yaml")
    }

    /// Done to the configuration each time it is written.
    var change: (String) -> String = { $0 }

    /// Runs `saksid` on the stopped node, with the configuration as it is to be now.
    func saksid(_ arguments: String...) throws -> Tool.Outcome {
        try writeConfiguration()
        return try Tool.run(
            RunningExchange.programs + "/saksid", arguments + ["--config", "node.yaml"], in: workspace.path)
    }

    /// What the running node answers its operator.
    func operations(_ path: String) throws -> String {
        let words = "operations on "
        let line = try Answered.unwrap(log.split(separator: "\n").last { $0.contains(words) })
        let address = try Answered.unwrap(line.range(of: words).map { String(line[$0.upperBound...]) })
        return try Tool.run("curl", ["-sS", address + path]).output
    }

    // MARK: people

    private func writeProfile(_ person: Person) throws {
        try workspace.write(
            """
            node: \(address)
            node-identity: kh/node/phnom-penh
            identity: pki/\(person.rawValue).pem
            trust: pki/trust.yaml
            agreements: agreements
            offset: "+07:00"

            """, to: person.profile)
    }

    @discardableResult
    func saksi(_ arguments: [String], as person: Person) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksi", arguments + ["--profile", person.profile], in: workspace.path,
            environment: RunningExchange.environment(workspace))
    }

    /// Starts `saksi`, and does not wait; what it says goes to a file.
    func begin(_ arguments: [String], as person: Person, output: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: RunningExchange.programs + "/saksi")
        process.arguments = arguments + ["--profile", person.profile]
        process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
        process.environment = ProcessInfo.processInfo.environment.merging(
            RunningExchange.environment(workspace)
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        try workspace.write("", to: output)
        process.standardOutput = FileHandle(forWritingAtPath: workspace(output))
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Packs one file as the investigator.
    /// - Returns: the identifier of the bundle.
    @discardableResult
    func pack(
        _ bytes: [UInt8], as name: String, agreement: String = NodeFixture.agreement, category: String = "document",
        by identity: Person = .investigator
    ) throws -> String {
        try workspace.write(bytes, to: "\(name).d/exhibit.bin")
        let defaults = ["category=\(category)", "handling=none", "flags=none", "victim-identity=none"]
        let packed = try saksi(
            ["pack", "\(name).d"] + defaults.flatMap { ["--default", $0] } + [
                "--agreement", agreement, "--case", Self.caseNumber, "--out", "\(name).asice", "--json",
            ], as: identity)
        guard packed.status == 0 else { throw Answered.Missing(what: "a bundle: \(packed.everything)") }
        return try Answered(packed)["bundle"].text
    }

    /// Submits a packed bundle.
    @discardableResult
    func submit(_ name: String, as person: Person = .investigator) throws -> Tool.Outcome {
        try saksi(["submit", "\(name).asice", "--receipt", "\(name).receipt", "--json"], as: person)
    }

    /// Everything below the data folder that is bytes of evidence: blobs, unfinished uploads, extracts being made.
    func heldFiles() -> Set<String> {
        var names: Set<String> = []
        for folder in ["blobs", "spool", "workshop"] {
            let below = FileManager.default.enumerator(atPath: "\(dataFolder)/\(folder)")
            while let name = below?.nextObject() as? String {
                let attributes = try? FileManager.default.attributesOfItem(atPath: "\(dataFolder)/\(folder)/\(name)")
                if attributes?[.type] as? FileAttributeType == .typeRegular {
                    names.insert("\(folder)/\(name)")
                }
            }
        }
        return names
    }

    /// Asks the register, which another program may read at any time.
    func sqlite(_ statement: String) throws -> Tool.Outcome {
        try Tool.run("sqlite3", ["-cmd", ".timeout 10000", "\(dataFolder)/register.sqlite", statement])
    }

    func count(_ table: String) throws -> Int {
        try Answered.unwrap(
            Int(try sqlite("SELECT count(*) FROM \(table)").output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    // MARK: making

    static let made = Result<Workspace, any Error> {
        let workspace = try Workspace()
        let program = RunningExchange.programs + "/saksi"
        try Tool.run(program, ["certs", "mint", "--out", "pki", "--json"], in: workspace.path)
        for (id, text) in agreements { try workspace.write(text, to: "agreements/\(id).yaml") }
        for (id, text) in agreements { try workspace.sign(text, as: id, by: ["kh/moj-0001", "th/oag-0001"]) }
        return workspace
    }

    /// The second agreement has the same people but for one: what lies under one is not there under the other.
    static let agreements = [
        "TEST-TREATY": SampleFiles.treaty(),
        agreement: text(
            of: agreement,
            people: """
                  - { id: kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31 }
                  - { id: kh/prosecutor/0001, role: team-leader, from: 2020-01-01, until: 2099-12-31 }
                  - { id: th/dsi/0201, role: team-leader, from: 2020-01-01, until: 2099-12-31 }
                  - { id: th/dsi/0202, role: seconded, seconded-to: KH, from: 2020-01-01, until: 2099-12-31 }
                """),
        other: text(
            of: other,
            people: """
                  - { id: kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31 }
                  - { id: kh/prosecutor/0001, role: team-leader, from: 2020-01-01, until: 2099-12-31 }
                  - { id: th/dsi/0201, role: team-leader, from: 2020-01-01, until: 2099-12-31 }
                """),
    ]

    static let other = "KH-TH-TEST-03"

    /// - Parameter supersedes: the heading that a version from 2 on needs.
    static func text(of id: String, people: String, version: Int = 1, supersedes: String = "") -> String {
        """
        agreement: \(id)
        format: saksi-agreement/1
        title: { en: Memorandum for tests }
        kind: memorandum
        basis: [TEST-TREATY]
        version: \(version)\(supersedes)
        in-force: { from: 2020-01-01, until: 2099-12-31, zone: Asia/Phnom_Penh }
        channel: police
        parties:
          KH: { central-authority: kh/moj }
          TH: { central-authority: th/oag }
        purpose: { offences: [trafficking-in-persons] }
        members:
        \(people)
        clauses:
          "1(1)":
            says: { en: Members and leaders submit what is theirs. }
            permit: [submit]
            who: { role: [member, team-leader], party: item-origin }
          "1(2)":
            says: { en: Members and leaders list and record. }
            permit: [list, record]
            who: { role: [member, team-leader] }
          "1(3)":
            says: { en: Seconded members list documents. }
            permit: [list, record]
            who: { role: [seconded] }
            item: { category: [document] }
          "2(1)":
            says: { en: Leaders retrieve for investigation. }
            permit: [retrieve]
            who: { role: [team-leader] }
            if: { purpose: [investigation] }
          "2(2)":
            says: { en: Leaders read the log. }
            permit: [read-log]
            who: { role: [team-leader] }
          "3":
            says: { en: Nothing is used for immigration. }
            forbid: [retrieve]
            if: { purpose: [immigration] }

        """
    }
}

extension Workspace {
    /// Writes a file into the folder of agreements, in the place of what was there, and has it signed.
    /// - Parameter signers: by their files below `pki`.
    func sign(_ text: String, as id: String, by signers: [String]) throws {
        let name = "agreements/\(id).yaml"
        for beside in try FileManager.default.contentsOfDirectory(atPath: self("agreements"))
        where beside.hasPrefix("\(id).yaml.") {
            try FileManager.default.removeItem(atPath: self("agreements/\(beside)"))
        }
        try write(text, to: name)
        for signer in signers {
            let signed = try Tool.run(
                RunningExchange.programs + "/saksi", ["agreement", "sign", name, "--identity", "pki/\(signer).pem"],
                in: path)
            guard signed.status == 0 else { throw Answered.Missing(what: "a signature: \(signed.everything)") }
        }
    }
}
