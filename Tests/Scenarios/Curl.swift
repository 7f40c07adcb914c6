import Foundation
import TestKit
import Vocabulary
import Wire

/// Calls of the API with a client that we did not write.
struct Curl {
    struct Answer: Sendable {
        let status: Int
        /// By lower-case name, without what differs from request to request.
        let fields: [String: String]
        let body: [UInt8]

        var problem: Problem {
            get throws { try CanonicalJSON.decode(Problem.self, from: body, noun: "problem") }
        }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// One caller, who can be handed to other tasks while the test holds on to the node.
    let caller: Caller
    private let fixture: NodeFixture

    init(_ fixture: NodeFixture, as person: NodeFixture.Person) {
        self.init(fixture, identity: "pki/\(person.rawValue).pem")
    }

    init(_ fixture: NodeFixture, identity: String) {
        self.fixture = fixture
        caller = Caller(address: fixture.address, folder: fixture.workspace.path, identity: identity)
    }

    func send(
        _ method: String, _ path: String, fields: [(String, String)] = [], body: [UInt8]? = nil,
        more: [String] = []
    ) throws -> Answer {
        try caller.send(method, path, fields: fields, body: body, more: more)
    }

    struct Caller: Sendable {
        let address: String
        let folder: String
        /// A PEM file below the folder.
        let identity: String
    }
}

extension Curl.Caller {
    func send(
        _ method: String, _ path: String, fields: [(String, String)] = [], body: [UInt8]? = nil,
        more: [String] = []
    ) throws -> Curl.Answer {
        let workspace = try Workspace()
        var arguments = [
            "-sS", "-k", "--http1.1", "--tlsv1.3", "--cert", identity, "--key", identity, "-X", method, "-D",
            workspace("head"), "-o", workspace("body"), "-w", "%{http_code}", "--path-as-is", "-H", "Expect:",
        ]
        if method == "HEAD" { arguments.append("-I") }
        for (name, value) in fields { arguments += ["-H", "\(name): \(value)"] }
        if let body {
            try workspace.write(body, to: "sent")
            arguments += ["--data-binary", "@\(workspace("sent"))"]
            if !fields.contains(where: { $0.0 == "Content-Type" }) {
                arguments += ["-H", "Content-Type: application/json"]
            }
        }
        let outcome = try Tool.run("curl", arguments + more + [address + path], in: folder)
        guard let status = Int(outcome.output), status != 0 || !more.isEmpty else {
            throw Answered.Missing(what: "an answer to \(method) \(path): \(outcome.everything)")
        }
        let head = (try? String(contentsOfFile: workspace("head"), encoding: .utf8)) ?? ""
        var fields: [String: String] = [:]
        for line in head.split(separator: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return Curl.Answer(
            status: status, fields: fields, body: method == "HEAD" ? [] : (try? workspace.read("body")) ?? [])
    }
}
