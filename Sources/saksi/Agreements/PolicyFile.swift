import Policy
import Vocabulary

/// A policy file with everything in its folder that bears on it: what it rests on, its roster, and every law.
struct PolicyFile {
    /// Of a roster: the agreement whose members it gives.
    let document: PolicyDocument
    let library: PolicyLibrary

    /// - Parameter other: beside which the agreement of a roster lies, if not beside the roster itself.
    init(_ path: String, orBeside other: String? = nil) throws {
        let read = try PolicyDocument(reading: try InputFile.read(path), file: path)
        var beside = try AgreementFolder.documents(beside: path)
        if let other, case .roster(let roster) = read, !beside.contains(where: { $0.id == roster.agreement }) {
            beside = try AgreementFolder.documents(beside: other)
        }
        library = try PolicyLibrary([read] + beside.filter { $0.id != read.id })
        document = library.subject(of: read)
    }

    /// - Throws: `command.agreement.unknown` for a law.
    func scope() throws -> PolicyScope {
        guard let scope = library.scope(of: document.id) else {
            throw CommandError(
                .commandAgreementUnknown, "\(document.id) is a law, not an agreement.",
                next: "Name an agreement on which the law bears.")
        }
        return scope
    }
}

extension Session {
    /// The day that was named, else today as clocks stand in UTC.
    func day(_ text: String?) throws -> CalendarDay {
        if let text { return try CalendarDay(parsing: text) }
        return CalendarDay(daysSince1970: Int(now.millisecondsSince1970 / 86_400_000))
    }
}
