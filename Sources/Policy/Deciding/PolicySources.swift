package import Vocabulary

extension CompiledPolicy {
    /// The files that decide: the agreement, its instruments, the laws, and the roster if it stands apart.
    var sources: [DecisionRecord.Source] {
        documents.map { DecisionRecord.Source(id: $0.id, version: $0.version, digest: $0.digest) }
            + [agreement?.attached].compactMap { annex in
                annex.map { DecisionRecord.Source(id: $0.id, version: $0.version, digest: $0.digest) }
            }
    }
}

extension PolicyLibrary {
    /// The files that decide under an agreement, itself among them, sorted by name; nil if it is not here.
    package func sources(of id: AgreementID) -> [DecisionRecord.Source]? {
        compiled[id]?.sources.sorted { $0.id < $1.id }
    }
}
