package import Vocabulary

extension PolicyLibrary {
    /// The files that decide under an agreement, itself among them, sorted by name; nil if it is not here.
    package func sources(of id: AgreementID) -> [DecisionRecord.Source]? {
        compiled[id]?.documents
            .map { DecisionRecord.Source(id: $0.id, version: $0.version, digest: $0.digest) }
            .sorted { $0.id < $1.id }
    }
}
