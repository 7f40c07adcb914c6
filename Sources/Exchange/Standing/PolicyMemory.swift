import Custody
import Policy
import Store
import Vocabulary

/// The exact text of every policy file that was ever in force here, by digest, in the data folder: so a decision can be
/// taken again years later, and it shows whether a new text says truly what it takes the place of.
struct PolicyMemory: Sendable {
    private let folder: DataFolder

    init(in folder: DataFolder) {
        self.folder = folder
    }

    private static func name(_ digest: Digest) -> String { "policy-\(digest.hexadecimal).yaml" }

    func remember(_ documents: [AgreementFolder.Signed]) throws {
        for document in documents where try folder.read(Self.name(document.document.digest)) == nil {
            try folder.write(document.contents, to: Self.name(document.document.digest))
        }
    }

    /// The library that decided what these files decided; nil if one of them is not here.
    func library(of sources: [DecisionRecord.Source]) throws -> PolicyLibrary? {
        var documents: [PolicyDocument] = []
        for source in sources {
            guard let bytes = try folder.read(Self.name(source.digest)), Digest(of: bytes) == source.digest else {
                return nil
            }
            documents.append(try PolicyDocument(reading: bytes, file: "\(source.id), version \(source.version)"))
        }
        return try PolicyLibrary(documents)
    }
}

/// Holds the files that shall decide under an agreement against those that its log says decided last.
struct PolicySuccession: Sendable {
    let agreement: AgreementID
    /// What the last activation in the log names.
    let last: [ActivationSource]
    let documents: [PolicyDocument]

    /// - Throws: `exchange.agreement.changed` for another text under the same version, an older version, one that does
    ///   not take the place of the last, and a file that is gone though the agreement is the same.
    func check(_ sources: [ActivationSource]) throws {
        let present = Dictionary(sources.map { ($0.id, $0) }) { first, _ in first }
        let isSameAgreement = present[agreement]?.version == last.first { $0.id == agreement }?.version
        for before in last {
            guard let now = present[before.id] else {
                guard isSameAgreement else { continue }
                throw changed(
                    "\(before.id) decided under \(agreement) as version \(before.version), and is not in the folder.",
                    next: "Put the file back with its signatures. A law that ends gets a new version that says so.")
            }
            guard now.digest != before.digest else { continue }
            guard now.version > before.version else {
                throw changed(
                    "\(before.id) is in force here as version \(before.version), and the folder holds another text that "
                        + "is version \(now.version).",
                    next: "Put the text back, or give the new one a higher version and have it signed.")
            }
            let supersedes = documents.first { $0.id == now.id }?.supersedes
            guard supersedes?.version == before.version, supersedes?.digest == before.digest else {
                throw changed(
                    "\(now.id) version \(now.version) does not say that it takes the place of version "
                        + "\(before.version), which is in force here with the digest \(before.digest).",
                    next: "Name that version and digest under “supersedes” and have the file signed, "
                        + "or start the node on each version in turn.")
            }
        }
    }

    private func changed(_ reason: String, next: String) -> ExchangeError {
        ExchangeError(.agreementChanged, reason, next: next)
    }
}

extension PolicyDocument {
    fileprivate var supersedes: Supersession? {
        switch self {
        case .agreement(let agreement): agreement.supersedes
        case .law(let law): law.supersedes
        }
    }
}
