import Custody
import Policy
import Store
import Vocabulary

/// A case by its number, with what is known of it.
struct KnownCase: Sendable {
    let number: CaseNumber
    let facts: CaseFacts
}

/// What is known of the cases under one agreement, and from whom.
///
/// Whoever submits may declare, signed, which offence a case is about; the first such declaration is remembered. Where
/// nobody has declared one, every offence of the agreement is assumed, and only if each of them would pass: then it
/// does not matter which it is. Penalties are those that the parties' laws state, and of several the least.
/// See docs/decisions/008-case-facts.md.
struct CaseBook: Sendable {
    /// Whose declaration comes first.
    enum Act {
        /// What the submitter declares is about what is submitted.
        case submission
        /// Whoever asks cannot choose another offence for a case than its submitter declared.
        case request
    }

    let agreement: Agreement
    let library: PolicyLibrary
    let register: Register
    /// What is taken of a case of which nobody has declared the offence.
    let assumed: CaseFacts

    /// - Parameter declared: the offence that the signed statement declares.
    func known(_ number: CaseNumber, declared: Offence? = nil, by act: Act = .request) throws -> KnownCase {
        let remembered = try remembered(number)
        let ofStatement = declared.map { Fact([$0], from: .request) }
        let ofCase = remembered.map { Fact([$0], from: .log) }
        let offences =
            switch act {
            case .submission: ofStatement ?? ofCase
            case .request: ofCase ?? ofStatement
            }
        return KnownCase(
            number: number, facts: offences.map { library.caseFacts(of: $0, under: agreement.id) } ?? assumed)
    }

    /// The row that remembers a declaration, if it is the first.
    /// - Parameter entry: of the signed event that declares it.
    func remembering(_ declared: Offence?, for number: CaseNumber, entry: Int64) -> [CaseRow] {
        guard let declared else { return [] }
        return [
            CaseRow(
                agreement: agreement.id, number: number, offence: declared.rawValue, entry: entry)
        ]
    }

    /// What an earlier submission declared.
    func remembered(_ number: CaseNumber) throws -> Offence? {
        guard let text = try register.knownCase(number, agreement: agreement.id)?.offence else { return nil }
        do {
            return try Offence(parsing: text)
        } catch {
            throw ExchangeError(
                .caseDamaged, "The register names an offence for the case \(number) that is none.",
                next: "Run `saksid audit`, and restore the register from a backup.")
        }
    }
}

extension PolicyLibrary {
    /// Every offence of the agreement, if none of them would be refused.
    func assumedCase(under agreement: Agreement) -> CaseFacts {
        guard let offences = agreement.purpose?.offences.sorted(),
            offences.allSatisfy({ admits($0, under: agreement.id) })
        else { return CaseFacts(offences: .unknown) }
        return caseFacts(of: Fact(offences, from: .agreement), under: agreement.id)
    }

    /// These offences, with the penalties that the parties' laws state for them.
    fileprivate func caseFacts(of offences: Fact<[Offence]>, under id: AgreementID) -> CaseFacts {
        var facts = CaseFacts(offences: offences)
        if let offences = offences.value, let penalties = penalties(for: offences, under: id) {
            facts.penalties = Fact(penalties, from: .law)
        }
        return facts
    }
}

extension CustodyEvent {
    /// The offence that the person who signed declares.
    var declaredOffence: Offence? {
        get throws {
            guard let offence else { return nil }
            do {
                return try Offence(parsing: offence.text)
            } catch {
                throw ExchangeError(
                    .statementMismatch,
                    "The statement declares the offence “\(offence.text)”, which is not known here.",
                    next: "Declare one of: \(Offence.allCases.map(\.rawValue).sorted().joined(separator: ", ")).")
            }
        }
    }
}
