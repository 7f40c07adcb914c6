import EvidenceBundle
import Foundation
import Vocabulary

/// The whole way on one machine, told step by step; every command that is shown is run as it is shown.
final class DemoStory {
    /// A person of the story, with the profile that keeps the commands short.
    struct Person: Sendable {
        let profile: String
        let identity: String

        static let investigator = Person(profile: "kh-investigator.yaml", identity: "kh/ahtjpp-0101")
        static let prosecutor = Person(profile: "kh-prosecutor.yaml", identity: "kh/prosecutor-0001")
        static let leader = Person(profile: "th-leader.yaml", identity: "th/dsi-0201")
        static let seconded = Person(profile: "th-seconded.yaml", identity: "th/dsi-0202")
        static let all = [investigator, prosecutor, leader, seconded]
    }

    let session: Session
    let stage: DemoStage
    let narrator: Narrator
    let agreement: AgreementID
    let caseNumber: CaseNumber
    /// The folder that was given, or nil for exhibits made here.
    let exhibits: String?
    private let environment: [String: String]
    private var node: DemoNode?

    init(_ session: Session, stage: DemoStage, exhibits: String?) throws {
        self.session = session
        self.stage = stage
        self.exhibits = exhibits.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        narrator = Narrator(session.output)
        agreement = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        caseNumber = try CaseNumber(parsing: "KH-AHTJPP-\(session.now.day(at: .indochina).year)-000123")
        // The story must not depend on, or leave anything in, the settings of whoever looks at it.
        environment = ProcessInfo.processInfo.environment.merging([
            "XDG_STATE_HOME": stage.path(".state"), "XDG_CONFIG_HOME": stage.path(".config"), "NO_COLOR": "1",
        ]) { $1 }
    }

    func tell(agreements folder: String) async throws -> DemoAnswer {
        let start = ContinuousClock.now
        opening()
        do {
            try await people()
            try await agreements(from: folder)
            try await startNode()
            let bundle = try await pack()
            try await submit()
            try await refusal(bundle)
            try await retrieve(bundle)
            if exhibits == nil { try await part(bundle) }
            try await changedByte()
            try await hearing()
            try await custody(bundle)
            await stopNode()
            let checks = try await court()
            let seconds = Int((ContinuousClock.now - start).components.seconds)
            closing(seconds)
            return DemoAnswer(
                steps: narrator.steps, checks: checks, seconds: seconds, folder: stage.isKept ? stage.folder : nil)
        } catch {
            await stopNode()
            throw error
        }
    }

    // MARK: commands

    /// Runs `saksi` as a person would, and shows command and answer.
    ///
    /// - Parameter lines: how many lines of the answer are shown.
    @discardableResult
    func saksi(
        _ arguments: [String], as person: Person? = nil, in folder: String? = nil, expecting: Set<Int32> = [0],
        lines: Int = 90
    ) async throws -> DemoProcess.Outcome {
        let all = arguments + (person.map { ["--profile", $0.profile] } ?? [])
        return try await run("saksi", Installation.saksi, all, in: folder, expecting: expecting, lines: lines)
    }

    /// Runs any program and shows command and answer.
    @discardableResult
    func run(
        _ name: String, _ program: String, _ arguments: [String], in folder: String? = nil, expecting: Set<Int32> = [0],
        lines: Int = 90
    ) async throws -> DemoProcess.Outcome {
        try await run(
            shown: ([name] + arguments.map(Self.quoted)).joined(separator: " "), program, arguments, in: folder,
            expecting: expecting, lines: lines)
    }

    @discardableResult
    func run(
        shown command: String, _ program: String, _ arguments: [String], in folder: String? = nil,
        expecting: Set<Int32> = [0], lines: Int = 90
    ) async throws -> DemoProcess.Outcome {
        // What was started must be ended, and the keys removed, whether or not somebody looks on.
        guard narrator.isHeard else { throw CancellationError() }
        let place = folder.map { stage.path($0) } ?? stage.folder
        let outcome = try await DemoProcess.run(program, arguments, in: place, environment: environment)
        narrator.show(command, status: outcome.status, text: Self.seen(outcome), lines: lines)
        guard expecting.contains(outcome.status) else {
            throw DemoError(
                .demoUnexpected, "The command “\(command)” ended with \(outcome.status), which was not to be expected.",
                next: "Report the command and what it said above; --keep DIR keeps the files.")
        }
        return outcome
    }

    private static func quoted(_ argument: String) -> String {
        let plain = argument.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-_./=:@%+,".utf8.contains(byte)
        }
        return plain && !argument.isEmpty ? argument : "'" + argument.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }

    /// Answers first, then errors; lines of progress are for who waits.
    private static func seen(_ outcome: DemoProcess.Outcome) -> String {
        let errors = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !isProgress($0) }.joined(separator: "\n")
        return outcome.output + errors
    }

    private static func isProgress(_ line: Substring) -> Bool {
        ["Packing ", "Verifying ", "Reading ", "Sending ", "Fetching ", "Waiting ", "Making ", "Opening "].contains {
            line.hasPrefix($0)
        }
    }

    // MARK: the node

    func startNode() async throws {
        narrator.step(
            "Cambodia's node starts",
            """
            A node is one program on one ordinary machine. It decides who may do what, under the signed agreement and \
            nothing else, and keeps a log that cannot be changed afterwards. This one listens on this machine only.
            """)
        try writeConfiguration(port: "0")
        let saksid = try Installation.saksid()
        try await run("saksid", saksid, ["activate", "--config", "node.yaml"], lines: 6)
        narrator.say(
            """
            From now on these files decide, and what merely lies in a folder does not. A new version is put into force \
            in the same way, or by a central authority while the node runs: saksi agreement activate.
            """)
        let node = try await DemoNode.start(saksid, configuration: "node.yaml", in: stage)
        self.node = node
        narrator.show(
            "saksid serve --config node.yaml &", status: 0, text: "kh/node/phnom-penh listens on \(node.address)")
        // Whoever keeps the folder and starts the node again finds it where the profiles look for it.
        if let port = node.address.split(separator: ":").last { try writeConfiguration(port: String(port)) }
        for person in Person.all {
            try stage.write(
                """
                node: \(node.address)
                node-identity: kh/node/phnom-penh
                identity: pki/\(person.identity).pem
                trust: pki/trust.yaml
                agreements: agreements
                offset: "+07:00"

                """, to: person.profile)
        }
        narrator.say(
            """
            Each person has a profile: which node, whose certificate, which trust list. That is why the commands below \
            are short. “saksi doctor” looks whether everything is ready, and says what to do about what is not:
            """)
        try await saksi(["doctor"], as: .investigator, lines: 6)
    }

    private func writeConfiguration(port: String) throws {
        try stage.replace(
            """
            format: saksi-node/1
            node: kh/node/phnom-penh
            data: node-data
            listen: { host: 127.0.0.1, port: \(port) }
            tls: { identity: pki/kh/node-phnom-penh-tls.pem }
            events: { identity: pki/kh/node-phnom-penh-events.pem }
            log-key: pki/kh/node-phnom-penh-log.key
            trust: pki/trust.yaml
            agreements: agreements
            limits: { reserve-bytes: 0 }

            """, in: "node.yaml")
    }

    func stopNode() async {
        await node?.stop()
        node = nil
    }
}

/// What the demonstration did.
struct DemoAnswer: Answer {
    let steps: [Narrator.Step]
    let checks: [CourtCheck]
    let seconds: Int
    /// Where everything lies, if it was to be kept.
    let folder: String?

    func write(to page: inout Page) {
        page.verdict(
            "The demonstration is complete: \(steps.count.counted("step")) in \(seconds.counted("second")).", .good)
        if let folder {
            page.line("Everything is kept in \(folder.shownInMessage). Its keys are for trying out only.")
        } else {
            page.line("The node was stopped and everything was removed. To keep it: saksi demo --keep DIR")
        }
    }
}
