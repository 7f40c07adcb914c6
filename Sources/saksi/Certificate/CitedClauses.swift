import Custody
import Policy
import Vocabulary

extension AgreementFolder {
    /// What the agreement of a log asks of cosigners, and how many are missing; nil where its file is not here.
    func quorum(of signatures: CheckpointSignatures, in log: PinnedLog) throws -> ProvenCustody.Quorum? {
        guard let id = log.origin.agreement, entries.contains(where: { $0.document.id == id }) else { return nil }
        let agreement = try agreement(id)
        return ProvenCustody.Quorum(
            digest: agreement.digest, version: agreement.version,
            needed: agreement.receiptTerms.quorum.whole(node: log.origin.node),
            missing: log.missing(in: signatures, of: agreement.receiptTerms.quorum))
    }

    /// The words of the clauses that steps cite, of those whose file is here once.
    func clauses(citedIn line: CustodyLine) -> [ProvenCustody.Clause] {
        Set(line.steps.flatMap { $0.event.clauses ?? [] })
            .sorted { ($0.of, $0.clause) < ($1.of, $1.clause) }
            .compactMap { citation in
                let documents = entries.map(\.document).filter { $0.id == citation.of }
                guard let document = documents.first, documents.count == 1,
                    let clause = document.clauses.first(where: { $0.number == citation.clause })
                else { return nil }
                return ProvenCustody.Clause(
                    citation, version: document.version, digest: document.digest, says: clause.words)
            }
    }

    /// Whether a clause says here what a certificate quotes of it; nil where that version of the file is not here.
    func says(_ quoted: ProvenCustody.Clause) -> Bool? {
        let document = entries.map(\.document).first { $0.id == quoted.of && $0.digest == quoted.digest }
        return document.map { document in
            document.version == quoted.version
                && document.clauses.first { $0.number == quoted.clause }?.words == quoted.says
        }
    }
}

extension PolicyDocument {
    fileprivate var clauses: [Clause] {
        switch self {
        case .agreement(let agreement): agreement.clauses
        case .law(let law): law.clauses
        case .roster: []
        }
    }
}

extension Clause {
    /// Its words by the code of each language.
    fileprivate var words: [String: String] {
        Dictionary(says.byLanguage.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
    }
}
