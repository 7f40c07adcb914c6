import Policy
import Store
import Vocabulary

/// What is known of the cases under one agreement.
///
/// A case is opened by the first submission that names it. Until a magistrate registers its charge, its offences are
/// those of the agreement under which it was submitted: whoever submits declares that it is about one of them.
/// The penalties are those that the parties' laws state.
struct CaseBook: Sendable {
    let agreement: Agreement
    let library: PolicyLibrary
    let register: Register

    func facts(of number: CaseNumber) -> CaseFacts {
        let row = (try? register.knownCase(number, agreement: agreement.id)) ?? nil
        var facts = CaseFacts.unknown
        if let offence = row?.offence.flatMap({ try? Offence(parsing: $0) }) {
            facts.offences = Fact([offence], from: .caseRegister)
        } else if let purpose = agreement.purpose {
            facts.offences = Fact(purpose.offences.sorted(), from: .request)
        }
        if let offences = facts.offences.value, let penalties = library.penalties(for: offences, under: agreement.id) {
            facts.penalties = Fact(penalties, from: .caseRegister)
        }
        return facts
    }
}
