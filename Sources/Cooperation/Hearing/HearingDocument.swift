package import Vocabulary

/// What a side writes of a hearing: the record, or its own account.
package enum HearingDocument: Hashable, Sendable {
    case record(HearingRecord)
    case account(HearingAccount)

    /// Larger than any hearing of a day needs.
    package static let limit = 1 << 20

    /// Reads what a person wrote. Every error says at which line and column.
    package init(yaml bytes: [UInt8], file: String) throws(CooperationError) {
        let root: YAMLNode
        do {
            root = try StrictYAML.read(bytes, file: file, limit: Self.limit)
            try HearingReading.refuseWhatIsUnfilledOrPersonal(root)
            self = try HearingReading.document(root)
        } catch {
            throw CooperationError(reading: error)
        }
        if let problem = problem { throw problem.failure(in: root) }
    }

    /// Reads the one form that is signed, hashed and sent.
    package init(canonical bytes: [UInt8]) throws(CooperationError) {
        do {
            if let record = try? CanonicalJSON.decode(
                HearingRecord.self, from: bytes, noun: "record", limit: Self.limit)
            {
                self = .record(record)
            } else {
                self = .account(
                    try CanonicalJSON.decode(
                        HearingAccount.self, from: bytes, noun: "record or account of a hearing", limit: Self.limit))
            }
        } catch {
            throw CooperationError(reading: error)
        }
        if let problem = problem { throw problem.failure }
    }

    /// The bytes to sign, to hash and to put into a bundle (docs/spec/testimony.md).
    package var canonical: [UInt8] {
        get throws(CooperationError) {
            do {
                switch self {
                case .record(let record): return try CanonicalJSON.encode(record)
                case .account(let account): return try CanonicalJSON.encode(account)
                }
            } catch {
                throw CooperationError(reading: error)
            }
        }
    }

    package var session: SessionID {
        switch self {
        case .record(let record): record.session
        case .account(let account): account.session
        }
    }

    package var agreement: AgreementID {
        switch self {
        case .record(let record): record.agreement
        case .account(let account): account.agreement
        }
    }

    package var caseNumber: CaseNumber {
        switch self {
        case .record(let record): record.caseNumber
        case .account(let account): account.caseNumber
        }
    }

    package var side: HearingSide {
        switch self {
        case .record(let record): record.side
        case .account(let account): account.side
        }
    }

    /// Whose document it is.
    package var authority: AuthorityID {
        switch self {
        case .record(let record): record.authority
        case .account(let account): account.authority
        }
    }

    package var view: SiteView {
        switch self {
        case .record(let record): record.view
        case .account(let account): account.view
        }
    }

    private var problem: HearingProblem? {
        switch self {
        case .record(let record): HearingChecks.problem(of: record)
        case .account(let account): HearingChecks.problem(of: account)
        }
    }
}

extension CooperationError {
    /// An error of the form keeps its place; those with a code of this module keep that too.
    init(reading error: VocabularyError) {
        let isOurs = error.code.name.hasPrefix("cooperation.")
        self.init(isOurs ? error.code : .hearingForm, error.reason, next: error.nextStep)
    }
}
