import Custody
import Policy
import Seal
import Vocabulary

/// The agreements and laws of a folder under which a signature holds for each of their parties: no other is quoted or counted by.
struct SignedAgreements {
    private let folder: AgreementFolder
    private let documents: [PolicyDocument]

    /// - Parameter now: a signatory's certificate is good then, or was at the time that they state.
    init(_ folder: AgreementFolder, trust: TrustStore, now: Instant) {
        self.folder = folder
        documents = folder.entries.filter { Self.isSigned($0, trust, now) }.map(\.document)
    }

    private static func isSigned(_ entry: AgreementFolder.Entry, _ trust: TrustStore, _ now: Instant) -> Bool {
        do {
            let file = try SignedFile(reading: entry.path)
            guard file.digest == entry.document.digest else { return false }
            var signed: Set<Party> = []
            // Every one must hold: one that does not is never passed over.
            for signature in file.signatures {
                try signature.verify(over: file.contents)
                guard let identity = signature.claimedIdentity,
                    try trust.standing(of: signature, at: now) != .revoked
                else { return false }
                signed.insert(identity.party)
            }
            return signed.isSuperset(of: try entry.document.requiredSigners(among: []))
        } catch {
            return false
        }
    }

    /// What the agreement of a log asks of cosigners, and how many are missing; nil where its file is not here, signed.
    func quorum(of signatures: CheckpointSignatures, in log: PinnedLog) throws -> ProvenCustody.Quorum? {
        guard let id = log.origin.agreement, documents.contains(where: { $0.id == id }) else { return nil }
        let agreement = try folder.agreement(id)
        return ProvenCustody.Quorum(
            digest: agreement.digest, version: agreement.version,
            needed: agreement.receiptTerms.quorum.whole(node: log.origin.node),
            missing: log.missing(in: signatures, of: agreement.receiptTerms.quorum))
    }

    /// The words of the clauses that steps cite, of those whose file is here once, signed.
    func clauses(citedIn line: CustodyLine) -> [ProvenCustody.Clause] {
        Set(line.steps.flatMap { $0.event.clauses ?? [] })
            .sorted { ($0.of, $0.clause) < ($1.of, $1.clause) }
            .compactMap { citation in
                let documents = documents.filter { $0.id == citation.of }
                guard let document = documents.first, documents.count == 1,
                    let clause = document.clauses.first(where: { $0.number == citation.clause })
                else { return nil }
                return ProvenCustody.Clause(
                    citation, version: document.version, digest: document.digest, says: clause.words)
            }
    }

    /// Whether a clause says here what a certificate quotes of it; nil where that version of the file is not here, signed.
    func says(_ quoted: ProvenCustody.Clause) -> Bool? {
        let document = documents.first { $0.id == quoted.of && $0.digest == quoted.digest }
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
