import Custody
import Policy
import Vocabulary

/// Holds a file against the version of it that is in force here, or was when the name was last heard.
enum PolicySuccession {
    /// - Parameters:
    ///   - before: what is in force under the name of the document, or was the last to be.
    ///   - earlier: its text.
    ///   - isInForce: whether it still is.
    /// - Throws: `exchange.agreement.changed` for another text under the same version, an older version, and one that
    ///   does not say whose place it takes, or is no file of the same kind; `exchange.agreement.early` before its first day: until then what it takes the place of has
    ///   to decide.
    static func check(
        _ document: PolicyDocument, after before: ActivationSource, _ earlier: PolicyDocument, isInForce: Bool,
        at now: Instant
    ) throws {
        let stands = isInForce ? "is" : "was"
        guard document.digest != before.digest else { return }
        guard document.continues(earlier) else {
            throw ExchangeError(
                .agreementChanged,
                "\(before.id) \(stands) the name of another file here: an agreement, a law of one party or the roster of one "
                    + "agreement is followed by another version of that and by nothing else.",
                next: "Give the file another name.")
        }
        guard document.version > before.version else {
            throw ExchangeError(
                .agreementChanged,
                document.version == before.version
                    ? "\(before.id) \(stands) in force here as version \(before.version), and this is another text under the same "
                        + "version."
                    : "\(before.id) \(stands) in force here as version \(before.version), and this is version "
                        + "\(document.version).",
                next: "Give the new text a higher version and have it signed.")
        }
        let supersedes = document.supersedes
        guard supersedes?.version == before.version, supersedes?.digest == before.digest else {
            throw ExchangeError(
                .agreementChanged,
                "\(document.id) version \(document.version) does not say that it takes the place of version "
                    + "\(before.version), which \(stands) in force here with the digest \(before.digest).",
                next: "Name that version and digest under “supersedes” and have the file signed, "
                    + "or activate each version in turn.")
        }
        if isInForce, let term = document.term, !term.hasBegun(by: now) {
            throw ExchangeError(
                .agreementEarly,
                "\(document.id) version \(document.version) begins on \(term.from); until then version "
                    + "\(before.version) decides.",
                next: "Activate it on that day.")
        }
    }
}

extension PolicyDocument {
    /// Nil for a roster, whose days are those of its agreement.
    fileprivate var term: Term? {
        switch self {
        case .agreement(let agreement): agreement.term
        case .law(let law): law.term
        case .roster: nil
        }
    }
}
