import ArgumentParser
import Custody
import Vocabulary

/// `saksi mirror`: a copy of the logs of agreements, checked entry by entry, that outlives the node.
struct MirrorVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Keep a copy of the log of an agreement, every entry of it checked.",
        discussion: """
            The node's newest checkpoint has to continue the one before; each entry is held against it, and each \
            signature is checked, before it is kept. The folder has the layout of C2SP tlog-tiles: any web server can \
            show it, and a lost node is rebuilt from it (saksi custody rebuild). A node that shows another history than \
            before is told of with exit code 8, both histories are kept, and nothing is written over.

            Who may read the entries is for the agreement (the action read-log). A command that was interrupted goes on \
            where it stopped.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreements.", valueName: "agreement"))
    var agreements: [String]
    @Option(
        help: ArgumentHelp("The folder of the mirror; made if it is not there.", valueName: "dir"),
        completion: .directory)
    var to: String
    @Option(
        help: ArgumentHelp("Go on, once every so many minutes (1 to 1440), until interrupted.", valueName: "minutes"))
    var every: Int?

    func validate() throws {
        guard !agreements.isEmpty else { throw ValidationError("Name the agreements whose logs are to be mirrored.") }
        if let every, !(1...1440).contains(every) { throw ValidationError("--every takes 1 to 1440 minutes.") }
    }

    func perform(_ session: Session) async throws -> any Answer {
        let ids = try agreements.map { try AgreementID(parsing: $0) }
        let mirror = MirroredLogs(try MirrorFolder(to, aside: "\(session.stateFolder)/contradictions"))
        guard let every else { return MirrorAnswer(try await run(ids, mirror, session)) }
        while true {
            do {
                for outcome in try await run(ids, mirror, session) {
                    session.output.note("\(session.now)  \(MirrorAnswer.Log(outcome).sentence)")
                }
            } catch let failure as any Failure where failure.code.exit == .tryAgain {
                session.output.note(
                    "\(session.now)  \(failure.reason) It is tried again in \(every.counted("minute")).")
            }
            try await Task.sleep(for: .seconds(every * 60))
        }
    }

    /// What is wrong with one log keeps no other from being mirrored; misconduct is told before anything else.
    private func run(
        _ agreements: [AgreementID], _ mirror: MirroredLogs, _ session: Session
    ) async throws -> [Mirroring.Outcome] {
        try await session.online { node in
            var outcomes: [Mirroring.Outcome] = []
            var failures: [any Failure] = []
            for agreement in agreements {
                do {
                    outcomes.append(try await mirror.run(agreement, on: node))
                } catch let failure as any Failure {
                    failures.append(failure)
                }
            }
            guard let worst = failures.firstIndex(where: { $0.code.exit == .misconduct }) ?? failures.indices.first
            else {
                return outcomes
            }
            let failure = failures.remove(at: worst)
            for outcome in outcomes { session.output.note(MirrorAnswer.Log(outcome).sentence) }
            for other in failures { session.output.note("\(other.reason) [\(other.code.name)]") }
            throw failure
        }
    }
}

/// The logs of one folder, each with what was read of it.
actor MirroredLogs {
    private let folder: MirrorFolder
    private var logs: [LogOrigin: Mirroring] = [:]

    init(_ folder: MirrorFolder) {
        self.folder = folder
    }

    /// Brings the copy of a log on this node up to date.
    func run(_ agreement: AgreementID, on node: NodeSession) async throws -> Mirroring.Outcome {
        let log = try node.log(of: agreement)
        let pinned = try PinnedLog(log, trust: node.trust)
        let mirroring = try logs[log] ?? Mirroring(log, in: folder)
        logs[log] = mirroring
        return try await mirroring.run(
            from: LogFetching(of: agreement, on: node), pinned, at: node.session.now)
    }
}

/// What was mirrored.
struct MirrorAnswer: Answer {
    struct Log: Encodable, Sendable {
        let log: String
        let size: Int
        /// How many entries came.
        let new: Int
        let cosigners: [Identity]

        init(_ outcome: Mirroring.Outcome) {
            log = outcome.log.text
            size = outcome.size
            new = outcome.new
            cosigners = outcome.cosigners
        }

        var sentence: String {
            new > 0
                ? "\(log): \(new.counted("entry", "entries")) came; \(size) are mirrored."
                : "\(log): nothing new; \(size.counted("entry", "entries")) are mirrored."
        }
    }

    let logs: [Log]

    init(_ outcomes: [Mirroring.Outcome]) {
        logs = outcomes.map { Log($0) }
    }

    func write(to page: inout Page) {
        for log in logs { page.verdict(log.sentence, .good) }
    }
}
