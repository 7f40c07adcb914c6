package import Vocabulary

/// An event, a log, a checkpoint or a receipt that is not what it should be.
package struct CustodyError: Failure, Hashable {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String

    package init(_ code: ErrorCode, _ reason: String, next nextStep: String) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }
}

extension ErrorCode {
    // Events
    package static let custodyEventForm = ErrorCode("custody.event.form", .evidence)
    package static let custodyEventTooLong = ErrorCode("custody.event.too-long", .usage)
    package static let custodyEventOtherLog = ErrorCode("custody.event.other-log", .evidence)
    package static let custodyEventKnown = ErrorCode("custody.event.known", .usage)
    package static let custodyEventPrevious = ErrorCode("custody.event.previous", .usage)
    package static let custodyEventSignature = ErrorCode("custody.event.signature", .evidence)
    package static let custodyEventSigner = ErrorCode("custody.event.signer", .trust)
    package static let custodyEventUnknownCertificate = ErrorCode("custody.event.unknown-certificate", .trust)
    package static let custodyObjectForm = ErrorCode("custody.object.form", .evidence)
    package static let custodyObjectKnown = ErrorCode("custody.object.known", .usage)
    // Tree and tiles
    package static let custodyProofInclusion = ErrorCode("custody.proof.inclusion", .evidence)
    package static let custodyProofConsistency = ErrorCode("custody.proof.consistency", .evidence)
    package static let custodyTileForm = ErrorCode("custody.tile.form", .evidence)
    package static let custodyTileContent = ErrorCode("custody.tile.content", .evidence)
    package static let custodyEntryContent = ErrorCode("custody.entry.content", .evidence)
    // Notes and checkpoints
    package static let custodyNoteForm = ErrorCode("custody.note.form", .evidence)
    package static let custodyNoteKey = ErrorCode("custody.note.key", .usage)
    package static let custodyNoteSignature = ErrorCode("custody.note.signature", .evidence)
    package static let custodyNoteUnsigned = ErrorCode("custody.note.unsigned", .trust)
    package static let custodyCheckpointForm = ErrorCode("custody.checkpoint.form", .evidence)
    package static let custodyCheckpointOtherLog = ErrorCode("custody.checkpoint.other-log", .evidence)
    package static let custodyCheckpointRoot = ErrorCode("custody.checkpoint.root", .evidence)
    // Keys
    package static let custodyKeySuccession = ErrorCode("custody.key.succession", .evidence)
    package static let custodyKeyUnannounced = ErrorCode("custody.key.unannounced", .trust)
    package static let custodyKeyStolen = ErrorCode("custody.key.stolen", .trust)
    package static let custodyKeyRevoked = ErrorCode("custody.key.revoked", .trust)
    // The log as a whole
    package static let custodyLogSplitView = ErrorCode("custody.log.split-view", .evidence)
    package static let custodyLogShrunk = ErrorCode("custody.log.shrunk", .evidence)
    package static let custodyLogClockBehind = ErrorCode("custody.log.clock-behind", .tryAgain)
    package static let custodyLogBehind = ErrorCode("custody.log.storage-behind", .storage)
    package static let custodyLogOrder = ErrorCode("custody.log.order", .evidence)
    // Cosigning
    package static let custodyCosignRequest = ErrorCode("custody.cosign.request", .usage)
    package static let custodyCosignUnknownLog = ErrorCode("custody.cosign.unknown-log", .refused)
    package static let custodyCosignConflict = ErrorCode("custody.cosign.conflict", .tryAgain)
    package static let custodyCosignLast = ErrorCode("custody.cosign.last", .storage)
    package static let custodyCosignClock = ErrorCode("custody.cosign.clock", .tryAgain)
    // Receipts
    package static let custodyReceiptForm = ErrorCode("custody.receipt.form", .evidence)
    package static let custodyReceiptEvent = ErrorCode("custody.receipt.event", .evidence)
}
