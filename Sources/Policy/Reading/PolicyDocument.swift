package import Vocabulary

/// A policy file as read: strictly, whole, and with the digest of exactly what was read.
package enum PolicyDocument: Sendable {
    /// An agreement, an instrument, a treaty or house rules: `saksi-agreement/1`.
    case agreement(Agreement)
    /// A party's law: `saksi-law/1`.
    case law(Law)

    /// - Parameters:
    ///   - bytes: the exact bytes that were signed.
    ///   - file: the name for messages.
    /// - Throws: `PolicyError` with file, line and column, and what was probably meant.
    package init(reading bytes: [UInt8], file: String) throws(PolicyError) {
        do throws(VocabularyError) {
            let root = try StrictYAML.read(bytes, file: file)
            var fields = try root.fields("file")
            let format = try fields.required("format")
            let digest = Digest(of: bytes)
            switch try format.text() {
            case Self.agreementFormat: self = .agreement(try AgreementReader.read(&fields, digest: digest))
            case Self.lawFormat: self = .law(try LawReader.read(&fields, digest: digest))
            case let other:
                let hint = Spelling.nearest(to: other, among: [Self.agreementFormat, Self.lawFormat])
                throw format.failure(
                    .policyFileFormat, "“\(other.shownInMessage)” is not a format that is known here.",
                    next: hint.map { "Did you mean “\($0)”?" } ?? "Write \(Self.agreementFormat) or \(Self.lawFormat).")
            }
            try fields.finish()
        } catch {
            throw PolicyError(error)
        }
    }

    private static let agreementFormat = "saksi-agreement/1"
    private static let lawFormat = "saksi-law/1"

    package var id: AgreementID {
        switch self {
        case .agreement(let agreement): agreement.id
        case .law(let law): law.id
        }
    }

    package var version: Int {
        switch self {
        case .agreement(let agreement): agreement.version
        case .law(let law): law.version
        }
    }

    /// SHA-256 of the exact bytes of the file.
    package var digest: Digest {
        switch self {
        case .agreement(let agreement): agreement.digest
        case .law(let law): law.digest
        }
    }

    /// The parties of which a signatory, as the trust list names them, must have signed these bytes: every party of
    /// an agreement or treaty, the one party of a law, an enabling act or house rules.
    package var requiredSigners: [Party] {
        switch self {
        case .agreement(let agreement): agreement.partyList
        case .law(let law): [law.party]
        }
    }

    /// The documents that it rests on or names.
    var references: [AgreementID] {
        switch self {
        case .agreement(let agreement): agreement.basis + agreement.alongside + agreement.parties.values.flatMap(\.laws)
        case .law: []
        }
    }

    package var examples: [Example] {
        switch self {
        case .agreement(let agreement): agreement.examples
        case .law(let law): law.examples
        }
    }
}
