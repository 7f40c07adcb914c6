import Custody
import Exchange
import Logging
import Seal
import Store
import Vocabulary

/// Opens the folder of a cosigner and takes up its service: by itself, or as part of a node.
struct CosignerStart: Sendable {
    let part: CosigningPart
    let folder: String
    let logger: Logger

    /// - Parameter remembersTrust: false for a node, which remembers its trust list itself.
    func open(trust: TrustKeeper, remembersTrust: Bool) async throws -> CosignerService {
        let key = try SignerKey(reading: part.key)
        // Before the folder is looked at: whose it should be has to be right first.
        try CosignerService.check(key.verifier, of: part.identity, in: await trust.current().list)
        let folder = try CosignerFolder.open(
            folder, key: key.verifier,
            options: StoreOptions(onFatal: { failure in
                // Nobody knows what the disk holds now: end, and answer nothing more.
                Ending.fatal(failure)
            }))
        if remembersTrust { try await trust.remember(in: folder) }
        let logger = logger
        let service = try await CosignerService(
            part.identity, key: key, logs: part.logs, folder: folder, trust: trust,
            report: { Self.tell($0, logger) })
        for notice in try service.notices() where notice.isProof || notice.code != nil { Self.tell(notice, logger) }
        if part.logs.origins.isEmpty, part.logs.agreements.isEmpty {
            logger.warning("no log is cosigned here: “logs” in the configuration is empty")
        }
        return service
    }

    /// Makes the folder of a key that never signed: what somebody has to say once, so that an empty place is never taken for
    /// it afterwards.
    func begin(trust path: String) async throws -> VerifierKey {
        let key = try SignerKey(reading: part.key).verifier
        let trust = try TrustKeeper(loading: path, timekeeper: SystemTimekeeper())
        try CosignerService.check(key, of: part.identity, in: await trust.current().list)
        try CosignerFolder.begin(folder, key: key)
        return key
    }

    private static func tell(_ report: CosignerReport, _ logger: Logger) {
        switch report {
        case .contradiction(let notice): tell(notice, logger)
        case .failed(let failure):
            logger.error(
                "a request for a cosignature could not be answered: \(failure.reason) \(failure.nextStep)",
                metadata: ["code": "\(failure.code.name)"])
        case .notKept(let contradiction, .full):
            logger.error(
                "\(contradiction.sentence); so many such pairs are kept that this one and later ones are not",
                metadata: ["kind": "\(contradiction.kind.rawValue)"])
        case .notKept(let contradiction, .replaced):
            logger.warning(
                "\(contradiction.sentence); so many such pairs are kept that from now on the oldest makes room for each",
                metadata: ["kind": "\(contradiction.kind.rawValue)"])
        case .notKept(let contradiction, .refused(let error)):
            logger.error(
                "\(contradiction.sentence); this is NOT kept: \(error.reason) \(error.nextStep)",
                metadata: ["kind": "\(contradiction.kind.rawValue)", "code": "\(error.code.name)"])
        }
    }

    /// One pair is proof against whoever runs the log; of the others somebody has to find out.
    private static func tell(_ notice: CosignerNotice, _ logger: Logger) {
        if let code = notice.code {
            logger.error("\(notice.sentence)", metadata: ["kind": "\(notice.kind.rawValue)", "code": "\(code)"])
            return
        }
        logger.log(
            level: notice.isProof ? .error : .warning,
            "\(notice.sentence); both checkpoints are kept whole in \(notice.file)",
            metadata: ["kind": "\(notice.kind.rawValue)"])
    }
}
