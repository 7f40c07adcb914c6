import Custody
import Foundation
import Glibc
import TestKit
import Vocabulary

/// A real `saksid` that cosigns, in a folder with the demonstration's certificates: by itself, or as part of a node. It is
/// ended when the test lets go of it.
final class RunningCosigner {
    let workspace: Workspace
    private let command: String
    private(set) var port = 0
    private(set) var operations = ""
    private(set) var process: Process?

    var address: String { "https://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - command: `cosigner`, or `serve` for a node of Phnom Penh that cosigns the log of Bangkok.
    ///   - logs: what is cosigned.
    init(_ command: String = "cosigner", logs: String = CosigningSample.agreement) throws {
        workspace = try Workspace()
        self.command = command
        try FileManager.default.copyItem(atPath: try NodeFixture.made.get()("pki"), toPath: workspace("pki"))
        let configuration =
            command == "cosigner"
            ? """
            format: saksi-cosigner/1
            cosigner: { identity: th/cosigner/bangkok, key: pki/th/cosigner-bangkok.key, logs: [\(logs)] }
            data: data
            listen: { host: 127.0.0.1, port: 0 }
            tls: { identity: pki/th/cosigner-bangkok-tls.pem }
            trust: pki/trust.yaml

            """
            : SampleFiles.nodeConfiguration(data: "data") + """
                cosigner: { identity: kh/cosigner/phnom-penh, key: pki/kh/cosigner-phnom-penh.key, logs: [\(logs)] }

                """
        try workspace.write(configuration, to: "configuration.yaml")
        if command == "serve" {
            try FileManager.default.createDirectory(
                atPath: workspace("agreements"), withIntermediateDirectories: true)
        }
    }

    deinit { end(SIGKILL) }

    private var folder: String { command == "serve" ? "data/cosigner/" : "data/" }

    /// As the operator does it once.
    func begin() throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksid", ["cosigner", "--begin", "--config", "configuration.yaml"],
            in: workspace.path)
    }

    /// Starts it, begun where it was not yet, and returns when it has said where it listens.
    func start() throws {
        if !FileManager.default.fileExists(atPath: workspace(folder + "cosigner.json")) {
            let begun = try begin()
            guard begun.status == 0 else { throw Answered.Missing(what: "a folder: \(begun.everything)") }
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: RunningExchange.programs + "/saksid")
        process.arguments = [command, "--config", "configuration.yaml"]
        process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
        process.standardInput = FileHandle.nullDevice
        for name in ["said", "log"] { try workspace.write("", to: name) }
        process.standardOutput = FileHandle(forWritingAtPath: workspace("said"))
        process.standardError = FileHandle(forWritingAtPath: workspace("log"))
        try process.run()
        self.process = process
        try wait(for: "the cosigner to listen") {
            guard process.isRunning else { throw Answered.Missing(what: "a running cosigner: \(log)") }
            return said("listens on ") != nil && said("operations on ") != nil
        }
        operations = try Answered.unwrap(said("operations on "))
        port = try Answered.unwrap(said("listens on ")?.split(separator: ":").last.flatMap { Int($0) })
    }

    private func said(_ words: String) -> String? {
        let lines = String(decoding: (try? workspace.read("said")) ?? [], as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        // A line that is not ended may be half written.
        return lines.dropLast().compactMap { line in line.range(of: words).map { String(line[$0.upperBound...]) } }.last
    }

    /// What its operator was told since the last start.
    var log: String { String(decoding: (try? workspace.read("log")) ?? [], as: UTF8.self) }

    func end(_ signal: Int32) {
        guard let process else { return }
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
        self.process = nil
    }

    // MARK: asking

    /// Somebody who asks with `curl`, by the file of their certificate; can be handed to other threads.
    func caller(_ identity: String = "kh/node-phnom-penh-tls") -> Curl.Caller {
        Curl.Caller(address: address, folder: workspace.path, identity: "pki/\(identity).pem")
    }

    static let path = "/v1/cosigner/add-checkpoint"

    @discardableResult
    func add(_ request: AddCheckpoint, as identity: String = "kh/node-phnom-penh-tls") throws -> Curl.Answer {
        try caller(identity).send("POST", Self.path, body: request.bytes)
    }

    func metric(_ name: String) throws -> Int {
        let text = try Tool.run("curl", ["-sS", operations + "/metrics"]).output
        let line = try Answered.unwrap(text.split(separator: "\n").first { $0.hasPrefix(name + " ") })
        return try Answered.unwrap(line.split(separator: " ").last.flatMap { Int($0) })
    }

    /// The file that holds what was cosigned last.
    func stored(_ origin: String = CosigningSample.origin) throws -> SignedCheckpoint? {
        let name = "\(folder)logs/\(Digest(ofText: origin).hexadecimal)"
        guard FileManager.default.fileExists(atPath: workspace(name)) else { return nil }
        return try SignedCheckpoint(parsing: try workspace.read(name))
    }

    func verifier(_ file: String = "pki/th/cosigner-bangkok.key") throws -> VerifierKey {
        try SignerKey(parsing: Secret(String(decoding: try workspace.read(file), as: UTF8.self))).verifier
    }
}
