package import Vocabulary

extension ErrorCode {
    package static let rebuildFolder = ErrorCode("exchange.rebuild.folder", .usage)
    package static let rebuildMirror = ErrorCode("exchange.rebuild.mirror", .evidence)
    package static let rebuildProof = ErrorCode("exchange.rebuild.proof", .usage)
    package static let rebuildContradiction = ErrorCode("exchange.rebuild.contradiction", .misconduct)
    package static let rebuildBehind = ErrorCode("exchange.rebuild.behind", .evidence)
    package static let rebuildKey = ErrorCode("exchange.rebuild.key", .trust)
    package static let rebuildOpen = ErrorCode("exchange.rebuild.open", .storage)
    package static let rebuildCutShort = ErrorCode("exchange.rebuild.cut-short", .storage)
    package static let rebuildUnmirrored = ErrorCode("exchange.rebuild.unmirrored", .refused)
    package static let auditFileLost = ErrorCode("exchange.audit.file-lost", .evidence)
}
