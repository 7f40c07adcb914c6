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
        let folder = try CosignerFolder.open(
            folder,
            options: StoreOptions(onFatal: { failure in
                // Nobody knows what the disk holds now: end, and answer nothing more.
                Ending.fatal(failure)
            }))
        if remembersTrust { try await trust.remember(in: folder) }
        let logger = logger
        let service = try await CosignerService(
            part.identity, key: key, logs: part.logs, folder: folder, trust: trust,
            onContradiction: { Self.tell($0, logger) })
        for notice in try await service.notices() where notice.isProof { Self.tell(notice, logger) }
        if part.logs.origins.isEmpty, part.logs.agreements.isEmpty {
            logger.warning("no log is cosigned here: “logs” in the configuration is empty")
        }
        return service
    }

    /// One pair is proof against whoever runs the log; of the others somebody has to find out.
    private static func tell(_ notice: CosignerNotice, _ logger: Logger) {
        logger.log(
            level: notice.isProof ? .error : .warning,
            "\(notice.sentence); both checkpoints are kept whole in \(notice.file)",
            metadata: ["kind": "\(notice.kind.rawValue)"])
    }
}
