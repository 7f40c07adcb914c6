import Vocabulary

/// The command, its options, its profile or its files are not such that the work can begin.
struct CommandError: Failure, Hashable {
    let code: ErrorCode
    let reason: String
    let nextStep: String

    init(_ code: ErrorCode, _ reason: String, next nextStep: String) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }

    /// Something we did not foresee. What it was is not shown: it might hold what nobody should read.
    static let bug = CommandError(
        .commandBug, "Something went wrong that saksi did not foresee. This is a fault of ours, not of yours.",
        next: "Run the same command again; if it happens again, report the command and this code.")
}

extension ErrorCode {
    static let commandUsage = ErrorCode("command.usage", .usage)
    static let commandFileMissing = ErrorCode("command.file.missing", .usage)
    static let commandFileUnreadable = ErrorCode("command.file.unreadable", .usage)
    static let commandFileTooLarge = ErrorCode("command.file.too-large", .usage)
    static let commandOutputExists = ErrorCode("command.output.exists", .usage)
    static let commandOutputFailed = ErrorCode("command.output.failed", .storage)
    static let commandProfileSetting = ErrorCode("command.profile.setting-missing", .usage)
    static let commandPassphrase = ErrorCode("command.passphrase.needed", .usage)
    static let commandBug = ErrorCode("command.bug", .bug)
}
