import Foundation
import Policy
import Seal
import Vocabulary

/// The agreements, instruments and laws of a node, every one of them signed by whom it needs.
///
/// Everything in the folder counts, or the node does not start: a file without all its signatures is refused, and so is
/// a file of another name, for a law that lies there under the wrong name would silently not be in force.
struct AgreementFolder: Sendable {
    struct Signed: Sendable {
        let document: PolicyDocument
        /// The exact bytes that were signed.
        let contents: [UInt8]
        /// SHA-256 of each signature file, sorted.
        let signatures: [Digest]
    }

    let documents: [Signed]

    init(_ path: String, trust: TrustStore, now: Instant) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        for name in names {
            var isFolder: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
            guard !isFolder.boolValue, Self.belongs(name) else {
                throw ExchangeError(
                    .agreementFolder,
                    "The folder of agreements holds “\(name.shownInMessage)”, which is neither a policy file (.yaml) nor "
                        + "a signature (.p7s).",
                    next: "Give a policy file its name with .yaml, and move everything else out of the folder.")
            }
        }
        documents = try names.filter { $0.hasSuffix(".yaml") }.map { name in
            do {
                return try Self.signed("\(path)/\(name)", name, trust: trust, now: now)
            } catch let failure as any Failure {
                guard !failure.reason.contains(name) else { throw failure }
                throw NamedFailure(file: name, failure: failure)
            }
        }
    }

    private static func belongs(_ name: String) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".p7s") || name == "README.md"
    }

    private static func signed(_ path: String, _ name: String, trust: TrustStore, now: Instant) throws -> Signed {
        let file = try SignedFile(reading: path)
        let document = try PolicyDocument(reading: file.contents, file: name)
        let signers = try file.verify(by: trust.list, at: now, revocation: .required(trust.revocationLists))
        let missing = document.requiredSigners.filter { party in !signers.contains { $0.identity.party == party } }
        guard missing.isEmpty else {
            throw ExchangeError(
                .agreementUnsigned, "\(name) is not signed for \(missing.map(\.text).joined(separator: ", ")).",
                next:
                    "Have a signatory of that party run `saksi agreement sign \(name)`, and put the signature beside it."
            )
        }
        return Signed(
            document: document, contents: file.contents,
            signatures: file.signatures.map { Digest(of: $0.der) }.sorted())
    }

    func signatures(of id: AgreementID) -> [Digest] {
        documents.first { $0.document.id == id }?.signatures ?? []
    }
}

/// What is wrong with one file of the folder, with the file's name before it.
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
