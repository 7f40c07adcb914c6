import Foundation
import Policy
import Seal
import Vocabulary

/// The agreements, instruments and laws of a node, every one of them signed by whom it needs.
///
/// A file without all its signatures is refused, and with it the start of the node: what merely lies in the folder
/// is never in force.
struct AgreementFolder: Sendable {
    struct Signed: Sendable {
        let document: PolicyDocument
        /// SHA-256 of each signature file, sorted.
        let signatures: [Digest]
    }

    let documents: [Signed]

    init(_ path: String, trust: TrustStore, now: Instant) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        documents = try names.filter { $0.hasSuffix(".yaml") }.map { name in
            let file = try SignedFile(reading: "\(path)/\(name)")
            let document = try PolicyDocument(reading: file.contents, file: name)
            let signers = try file.verify(by: trust.list, at: now, revocation: .required(trust.revocationLists))
            let missing = document.requiredSigners.filter { party in !signers.contains { $0.identity.party == party } }
            guard missing.isEmpty else {
                throw ExchangeError(
                    .agreementUnsigned,
                    "\(name) is not signed for \(missing.map(\.text).joined(separator: ", ")).",
                    next:
                        "Have a signatory of that party run `saksi agreement sign \(name)`, and put the signature beside it."
                )
            }
            return Signed(document: document, signatures: file.signatures.map { Digest(of: $0.der) }.sorted())
        }
    }

    func signatures(of id: AgreementID) -> [Digest] {
        documents.first { $0.document.id == id }?.signatures ?? []
    }
}
