import Vocabulary

/// A value that a command takes from its option or from the profile, and cannot do without.
extension Profile {
    /// - Parameters:
    ///   - value: what the option or the profile gave.
    ///   - setting: the key of the profile.
    ///   - option: the option of the command that would also give it, if there is one.
    func needed<Value>(_ value: Value?, setting: String, option: String? = nil) throws(CommandError) -> Value {
        if let value { return value }
        let shown = file.shownInMessage
        throw CommandError(
            .commandProfileSetting,
            option.map { "\($0) was not given, and the profile “\(shown)” has no line “\(setting): …”." }
                ?? "The profile “\(shown)” has no line “\(setting): …”.",
            next: (option.map { "Give \($0), or add" } ?? "Add")
                + " the line to the profile. “saksi profile init” writes a profile to start from.")
    }
}
