import Vocabulary

/// The digest over everything that decides: the documents, the vocabulary and the version of the engine.
enum PolicyDigest {
    static func of(agreement: Agreement?, instruments: [Agreement], laws: [Law]) -> Digest {
        func line(_ kind: String, _ id: AgreementID, _ version: Int, _ digest: Digest) -> String {
            "\(kind) \(id) \(version) \(digest)"
        }
        let lines =
            ["saksi-policy/1", "engine \(CompiledPolicy.engineVersion)", "vocabulary \(vocabulary)"]
            + (agreement.map { [line("agreement", $0.id, $0.version, $0.digest)] } ?? [])
            + (agreement?.attached.map { [line("roster", $0.id, $0.version, $0.digest)] } ?? [])
            + instruments.map { line("basis", $0.id, $0.version, $0.digest) }.sorted()
            + laws.map { line("law", $0.id, $0.version, $0.digest) }.sorted()
        return Digest(ofText: lines.joined(separator: "\n") + "\n")
    }

    /// Over every closed list that a file or a fact may use, so that a word that is added or taken away changes the digest.
    private static let vocabulary: Digest = {
        func list<Words: Word>(_ type: Words.Type) -> String {
            "\(type.noun): \(type.allCases.map(\.rawValue).sorted().joined(separator: " "))"
        }
        return Digest(
            ofText: [
                list(Action.self), list(EvidenceCategory.self), list(VictimIdentity.self), list(ItemFlag.self),
                list(HandlingCode.self), list(Channel.self), list(CopyKind.self), list(RosterRole.self),
                list(Purpose.self), list(Offence.self), list(Redaction.self), list(ObligationKind.self),
                list(LogDetail.self), list(Law.Link.self), list(Threshold.Scope.self), list(AgreementKind.self),
                list(Clause.Effect.self), list(Decision.Outcome.self),
                "zone: " + Zone.allCases.map { "\($0.rawValue) \($0.offset.minutes)" }.sorted().joined(separator: ", "),
                "evaluation: " + Evaluation.all.map(\.text).joined(separator: " "),
            ].joined(separator: "\n"))
    }()
}
