import Custody
import Policy
import Seal
import Store
import Vocabulary

/// The exact text of every policy file that was ever in force here and its signatures, by digest, in the data folder.
///
/// From them the node takes what is in force at each start, and a decision can be taken again years later.
struct PolicyMemory: Sendable {
    private let folder: DataFolder

    init(in folder: DataFolder) {
        self.folder = folder
    }

    private static func name(_ digest: Digest) -> String { "policy-\(digest.hexadecimal).yaml" }
    private static func signatureName(_ digest: Digest) -> String { "policy-\(digest.hexadecimal).p7s" }

    /// - Parameter files: of which every signature was judged.
    func remember(_ files: [PolicyFile]) throws {
        for file in files {
            for signature in file.signatures { try keep(signature, as: Self.signatureName(Digest(of: signature))) }
            try keep(file.contents, as: Self.name(Digest(of: file.contents)))
        }
    }

    /// Puts back a text that some activation names; who calls this has compared its digest.
    func takeBack(text: [UInt8]) throws { try keep(text, as: Self.name(Digest(of: text))) }

    /// The same for a signature.
    func takeBack(signature: [UInt8]) throws { try keep(signature, as: Self.signatureName(Digest(of: signature))) }

    func holds(text: Digest) throws -> Bool { try folder.read(Self.name(text)).map { Digest(of: $0) == text } ?? false }

    func holds(signature: Digest) throws -> Bool {
        try folder.read(Self.signatureName(signature)).map { Digest(of: $0) == signature } ?? false
    }

    private func keep(_ bytes: [UInt8], as name: String) throws {
        guard try folder.read(name) != bytes else { return }
        try folder.write(bytes, to: name)
    }

    /// - Returns: nil if the text is not here.
    func document(_ source: ActivationSource) throws -> PolicyDocument? {
        guard let bytes = try folder.read(Self.name(source.digest)), Digest(of: bytes) == source.digest else {
            return nil
        }
        return try PolicyDocument(reading: bytes, file: "\(source.id), version \(source.version)")
    }

    /// Of signatures that are kept, by digest, those that cover this text.
    func signatures(_ signatures: [Digest], covering text: Digest) throws -> [DetachedSignature] {
        guard let contents = try folder.read(Self.name(text)) else { return [] }
        return try signatures.compactMap { digest in
            guard let der = try folder.read(Self.signatureName(digest)), Digest(of: der) == digest else { return nil }
            do throws(SealError) {
                let signature = try DetachedSignature(der: der)
                try signature.verify(over: contents)
                return signature
            } catch {
                return nil
            }
        }
    }

    /// The library that decides, or once decided, under an agreement by these files; nil if one of them is not here.
    func library(of id: AgreementID, from sources: [ActivationSource]) throws -> PolicyLibrary? {
        var documents: [PolicyDocument] = []
        for source in sources {
            guard let document = try document(source) else { return nil }
            documents.append(document)
        }
        return try PolicyLibrary(of: id, from: documents)
    }

    /// By what a recorded decision was taken; nil if one of its files is not here.
    func library(for record: DecisionRecord) throws -> PolicyLibrary? {
        try library(
            of: record.request.agreement,
            from: record.sources.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) })
    }

    /// What decides under the agreement of a log, as its last events say; nil before the first activation.
    /// - Throws: `exchange.agreement.lost` if a file that the log names is not in the data folder.
    func inForce(in log: LogReading) throws -> PolicyInForce? {
        guard let id = log.origin.agreement, let last = try log.activations().last else { return nil }
        guard let library = try library(of: id, from: last.activation.sources), let agreement = library.agreement(id)
        else {
            throw ExchangeError(
                .agreementLost, "Of the files that decide under \(id), one is not in the data folder.",
                next: "Bring the data folder back from a backup with its policy files.")
        }
        let pause = try log.pauses().last
        return PolicyInForce(
            agreement: agreement, library: library, suspension: pause?.suspension,
            since: max(last.entry, pause?.entry ?? -1))
    }
}
