package import Vocabulary

/// What can be asked of a node or a recipient along with a permission.
package enum ObligationKind: String, Word {
    case redact
    case notify
    case mark
    case seal
    case deleteBy = "delete-by"
    case log

    package static let noun = "obligation"
}

/// What is removed before somebody receives an exhibit.
package enum Redaction: String, Word {
    case victimIdentity = "victim-identity"
    case witnessIdentity = "witness-identity"
    case sourceIdentity = "source-identity"
    case contactDetails = "contact-details"
    case location
    case thirdParties = "third-parties"

    package static let noun = "kind of redaction"
}

/// How much of an act is kept in the log.
package enum LogDetail: String, Word {
    case basic
    case full

    package static let noun = "degree of logging"
}

/// What must be done along with what is permitted. Obligations of several clauses join without conflict.
package struct Obligations: Hashable, Sendable, Codable {
    /// Sorted, each once.
    package var redact: [Redaction] = []
    /// Desks, by their short names; the giving party is `giver-kh`.
    package var notify: [String] = []
    /// What is written on every page of it.
    package var mark: [String] = []
    /// Whom it is sealed to, by their short names.
    package var seal: [String] = []
    package var deleteBy: CalendarDay?
    package var log: LogDetail?

    private enum CodingKeys: String, CodingKey {
        case redact, notify, mark, seal
        case deleteBy = "delete-by"
        case log
    }

    package init() {}

    package static let none = Obligations()

    package var isEmpty: Bool {
        redact.isEmpty && notify.isEmpty && mark.isEmpty && seal.isEmpty && deleteBy == nil && log == nil
    }

    /// Which kinds of obligation are in it.
    package var kinds: [ObligationKind] { ObligationKind.allCases.filter(asks) }

    func asks(_ kind: ObligationKind) -> Bool {
        switch kind {
        case .redact: !redact.isEmpty
        case .notify: !notify.isEmpty
        case .mark: !mark.isEmpty
        case .seal: !seal.isEmpty
        case .deleteBy: deleteBy != nil
        case .log: log != nil
        }
    }

    /// Redact, notify, mark and seal: union. Delete: the earliest day. Log: the fullest.
    mutating func join(_ other: Obligations) {
        redact = Self.union(redact, other.redact)
        notify = Self.union(notify, other.notify)
        mark = Self.union(mark, other.mark)
        seal = Self.union(seal, other.seal)
        if let day = other.deleteBy { deleteBy = min(deleteBy ?? day, day) }
        if let detail = other.log { log = log == .full ? .full : detail }
    }

    private static func union<Value: Hashable & Comparable>(_ one: [Value], _ other: [Value]) -> [Value] {
        if other.isEmpty { one } else if one.isEmpty { other } else { Set(one + other).sorted() }
    }
}
