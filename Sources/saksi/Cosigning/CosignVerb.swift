import ArgumentParser
import Custody
import Foundation
import Vocabulary

/// `saksi cosign`: for an authority that runs no server, cosigns the log of an agreement on another party's node.
struct CosignVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "cosign", abstract: "Sign the log of an agreement, if it continues what was signed before.",
        discussion: """
            The node's newest checkpoint is fetched, with the hashes that prove that the log only grew since the last time. \
            It is stored, signed and handed in. A log that shrank, that shows another tree of the same size, or that does \
            not continue is not signed: both checkpoints are kept whole, and the exit code is 8.

            DIR keeps what was signed last. It is as precious as the key, belongs to that key alone, and is never taken \
            back from a copy. The first time for each log, say --begin, and never again.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(
        help: ArgumentHelp("The cosigner's note key, one line (PRIVATE+KEY+…).", valueName: "file"),
        completion: .file())
    var key: String
    @Option(
        help: ArgumentHelp("Where what was signed last is kept; else below the state folder.", valueName: "dir"),
        completion: .directory)
    var state: String?
    @Option(
        help: ArgumentHelp("Go on, once every so many minutes (1 to 1440), until interrupted.", valueName: "minutes"))
    var every: Int?
    @Option(
        help: ArgumentHelp(
            "Keep a copy of the log in this folder as well (saksi mirror): only what is mirrored is signed.",
            valueName: "dir"), completion: .directory)
    var mirror: String?
    @Flag(help: "This key never signed this log before.")
    var begin = false

    func validate() throws {
        if let every, !(1...1440).contains(every) { throw ValidationError("--every takes 1 to 1440 minutes.") }
    }

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let line = String(decoding: try InputFile.read(key, limit: 4096), as: UTF8.self)
        let signer = try SignerKey(parsing: Secret(line.trimmingCharacters(in: .newlines)))
        let folder = try CosignedFolder(
            state ?? "\(session.stateFolder)/cosigner-\(signer.verifier.hexadecimalID)", key: signer.verifier)
        let mirror = try mirror.map {
            MirroredLogs(try MirrorFolder($0, aside: "\(session.stateFolder)/contradictions"))
        }
        guard let every else { return try await sign(id, signer, folder, mirror, isFirst: begin, session) }
        var isFirst = begin
        while true {
            do {
                let answer = try await sign(id, signer, folder, mirror, isFirst: isFirst, session)
                isFirst = false
                session.output.note("\(session.now)  \(answer.sentence)")
            } catch let failure as any Failure where failure.code.exit == .tryAgain {
                session.output.note(
                    "\(session.now)  \(failure.reason) It is tried again in \(every.counted("minute")).")
            }
            try await Task.sleep(for: .seconds(every * 60))
        }
    }

    private func sign(
        _ id: AgreementID, _ key: SignerKey, _ folder: CosignedFolder, _ mirror: MirroredLogs?, isFirst: Bool,
        _ session: Session
    ) async throws -> CosignAnswer {
        try await session.online { node in
            // First: what cannot stand in a log is found there, and is not signed for.
            let mirrored = try await mirror?.run(id, on: node).checkpoint
            return CosignAnswer(
                try await PullCosigning(node: node, key: key, folder: folder, isFirst: isFirst).run(id, mirrored))
        }
    }
}

/// What was cosigned.
struct CosignAnswer: Answer {
    let log: String
    let cosigner: Identity
    let size: Int
    /// Whether the log had grown since the last time.
    let grown: Bool

    init(_ signed: PullCosigning.Signed) {
        log = signed.log.text
        cosigner = signed.cosigner
        size = signed.size
        grown = signed.isNew
    }

    var sentence: String {
        grown
            ? "\(cosigner) signed \(size.counted("entry", "entries")) of \(log)."
            : "\(log) has \(size.counted("entry", "entries")) as before; the signature of \(cosigner) was handed in again."
    }

    func write(to page: inout Page) { page.verdict(sentence, .good) }
}
