import Policy
package import Seal
import Vocabulary

/// A policy file as somebody hands it in, with the signatures that lie beside it. Nothing of it is believed yet.
package struct PolicyFile: Sendable {
    /// For messages.
    package let name: String
    package let contents: [UInt8]
    /// CMS in DER, detached.
    package let signatures: [[UInt8]]

    package init(name: String, contents: [UInt8], signatures: [[UInt8]]) {
        self.name = name
        self.contents = contents
        self.signatures = signatures
    }

    /// - Throws: `seal.file` if it cannot be read, `seal.signature.*` if a file beside it is no signature.
    package init(reading path: String) throws(SealError) {
        let file = try SignedFile(reading: path)
        self.init(name: file.name, contents: file.contents, signatures: file.signatures.map(\.der))
    }
}

/// A policy file that was read.
struct GivenPolicy: Sendable {
    let file: PolicyFile
    let document: PolicyDocument

    init(_ file: PolicyFile) throws {
        self.file = file
        document = try PolicyDocument(reading: file.contents, file: file.name)
    }

    /// SHA-256 of each signature, sorted.
    var signatures: [Digest] { Set(file.signatures.map { Digest(of: $0) }).sorted() }

    /// Whose signatories have signed exactly these bytes, by the trust list and the revocation lists of now.
    /// - Throws: what is wrong with any of the signatures.
    func signers(_ trust: TrustStore, now: Instant) throws -> Set<Party> {
        let signed = SignedFile(
            name: file.name, contents: file.contents,
            signatures: try file.signatures.map { try DetachedSignature(der: $0) })
        let signers = try named { () throws(SealError) in
            try signed.verify(by: trust.list, at: now, revocation: .required(trust.revocationLists))
        }
        return Set(signers.map(\.identity.party))
    }

    /// - Parameters:
    ///   - required: the parties of which a signatory must have signed.
    ///   - signers: those of which one has.
    func check(_ required: [Party], in signers: Set<Party>) throws(ExchangeError) {
        let missing = required.filter { !signers.contains($0) }
        guard missing.isEmpty else {
            throw ExchangeError(
                .agreementUnsigned, "\(file.name) is not signed for \(missing.map(\.text).joined(separator: ", ")).",
                next: "Have a signatory of that party run `saksi agreement sign \(file.name)`, "
                    + "and put the signature beside it.")
        }
    }

    /// Whether a signatory of the party has signed it, whatever else lies beside it.
    func isSigned(for party: Party, _ trust: TrustStore, now: Instant) -> Bool {
        file.signatures.contains { der in
            guard let signature = try? DetachedSignature(der: der),
                let alone = try? GivenPolicy(
                    PolicyFile(name: file.name, contents: file.contents, signatures: [signature.der]))
            else { return false }
            return (try? alone.signers(trust, now: now))?.contains(party) ?? false
        }
    }

    private func named<Value>(_ work: () throws(SealError) -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            guard !error.reason.contains(file.name) else { throw error }
            throw NamedFailure(file: file.name, failure: error)
        }
    }
}

/// What is wrong with one file, with the file's name before it.
private struct NamedFailure: Failure {
    let code: ErrorCode
    let reason: String
    let nextStep: String

    init(file: String, failure: any Failure) {
        code = failure.code
        reason = "\(file): \(failure.reason)"
        nextStep = failure.nextStep
    }
}
