package import Vocabulary

/// A policy file as read: strictly, whole, and with the digest of exactly what was read.
package enum PolicyDocument: Sendable {
    /// An agreement, an instrument, a treaty or house rules: `saksi-agreement/1`.
    case agreement(Agreement)
    /// A party's law: `saksi-law/1`.
    case law(Law)
    /// The members of an agreement, apart: `saksi-roster/1`.
    case roster(RosterAnnex)

    /// - Parameters:
    ///   - bytes: the exact bytes that were signed.
    ///   - file: the name for messages.
    /// - Throws: `PolicyError` with file, line and column, and what was probably meant.
    package init(reading bytes: [UInt8], file: String) throws(PolicyError) {
        do throws(VocabularyError) {
            let root = try StrictYAML.read(bytes, file: file)
            var fields = try root.fields("file")
            let format = try fields.required("format")
            let digest = Digest(of: bytes)
            switch try format.text() {
            case Self.agreementFormat: self = .agreement(try AgreementReader.read(&fields, digest: digest))
            case Self.lawFormat: self = .law(try LawReader.read(&fields, digest: digest))
            case Self.rosterFormat: self = .roster(try AnnexReader.read(&fields, digest: digest))
            case let other:
                let known = [Self.agreementFormat, Self.lawFormat, Self.rosterFormat]
                let hint = Spelling.nearest(to: other, among: known)
                throw format.failure(
                    .policyFileFormat, "“\(other.shownInMessage)” is not a format that is known here.",
                    next: hint.map { "Did you mean “\($0)”?" }
                        ?? "Write \(Self.agreementFormat), \(Self.lawFormat) or \(Self.rosterFormat).")
            }
            try fields.finish()
        } catch {
            throw PolicyError(error)
        }
    }

    private static let agreementFormat = "saksi-agreement/1"
    private static let lawFormat = "saksi-law/1"
    private static let rosterFormat = "saksi-roster/1"

    package var id: AgreementID {
        switch self {
        case .agreement(let agreement): agreement.id
        case .law(let law): law.id
        case .roster(let roster): roster.id
        }
    }

    package var version: Int {
        switch self {
        case .agreement(let agreement): agreement.version
        case .law(let law): law.version
        case .roster(let roster): roster.version
        }
    }

    /// SHA-256 of the exact bytes of the file.
    package var digest: Digest {
        switch self {
        case .agreement(let agreement): agreement.digest
        case .law(let law): law.digest
        case .roster(let roster): roster.digest
        }
    }

    /// The version that this one takes the place of.
    package var supersedes: Supersession? {
        switch self {
        case .agreement(let agreement): agreement.supersedes
        case .law(let law): law.supersedes
        case .roster(let roster): roster.supersedes
        }
    }

    /// The parties of which a signatory, as the trust list names them, must have signed these bytes: every party of
    /// an agreement or treaty and of the version that it takes the place of, so that nobody is left out unasked; the one
    /// party of a law, an enabling act or house rules; of a roster as its agreement says.
    ///
    /// - Parameters:
    ///   - others: among which the agreement of a roster is.
    ///   - before: the version that it takes the place of, if there is one.
    /// - Throws: `policy.library.missing` for a roster without its agreement.
    package func requiredSigners(
        among others: [PolicyDocument], replacing before: PolicyDocument? = nil
    ) throws(PolicyError) -> [Party] {
        switch self {
        case .agreement(let agreement):
            guard case .agreement(let earlier)? = before else { return agreement.partyList }
            return Set(agreement.partyList + earlier.partyList).sorted()
        case .law(let law): return [law.party]
        case .roster(let roster):
            var earlier: RosterAnnex?
            if case .roster(let one)? = before { earlier = one }
            for case .agreement(let agreement) in others where agreement.id == roster.agreement {
                return roster.signers(under: agreement, replacing: earlier)
            }
            throw PolicyError(
                .policyMissing, "\(roster.id) gives the members of \(roster.agreement), which is not here.",
                next: "Put the agreement beside it, or correct its name in the roster.")
        }
    }

    /// Whether it is of the same kind as what it takes the place of: a law of the same party, a roster of the same agreement.
    /// Else a name would let one party's signature put away what others have signed.
    package func continues(_ earlier: PolicyDocument) -> Bool {
        switch (self, earlier) {
        case (.agreement, .agreement): true
        case (.law(let law), .law(let other)): law.party == other.party
        case (.roster(let roster), .roster(let other)): roster.agreement == other.agreement
        default: false
        }
    }

    /// Whether the file itself puts the person on a roster.
    package func names(_ member: MemberID) -> Bool {
        switch self {
        case .agreement(let agreement): agreement.roster.names(member)
        case .law: false
        case .roster(let roster): roster.lines.contains { $0.line.member == member }
        }
    }

    package var isRoster: Bool {
        if case .roster = self { true } else { false }
    }

    /// The documents that it needs beside it. What stands alongside it decides nothing, and is not among them.
    var references: [AgreementID] {
        switch self {
        case .agreement(let agreement):
            agreement.basis + agreement.parties.values.flatMap(\.laws)
                + [agreement.annex?.annex].compactMap(\.self)
        case .law: []
        case .roster(let roster): [roster.agreement]
        }
    }

    package var examples: [Example] {
        switch self {
        case .agreement(let agreement): agreement.examples
        case .law(let law): law.examples
        case .roster: []
        }
    }
}
