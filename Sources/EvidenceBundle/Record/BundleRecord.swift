package import Vocabulary

/// `metadata/bundle.json`: what a bundle is, for which case, under which agreement, and by whom it was packed.
///
/// The exhibits' records stand in the same file, at the key `exhibits`; see `RecordFile`.
package struct BundleRecord: Hashable, Sendable, Codable {
    package static let currentFormat = "saksi-bundle/1"

    package let format: String
    package let bundle: BundleID
    package let agreement: AgreementReference
    package let channel: Channel
    package let `case`: CaseReference
    package let created: StatedInstant
    /// Who signed: a member, or the node that made an extract.
    package let packer: Identity
    package let tool: Tool
    /// Member or authority ids: a bundle cannot be passed on as if it had been meant for somebody else.
    package let recipients: [Recipient]
    /// What lay in the folder and was left out on purpose.
    package let leftOut: [LeftOut]?
    /// Set in an extract: the bundle that its exhibits come from.
    package let extractOf: Origin?

    package struct AgreementReference: Hashable, Sendable, Codable {
        package let id: AgreementID
        package let version: Int
        package let digest: Digest

        package init(id: AgreementID, version: Int, digest: Digest) {
            self.id = id
            self.version = version
            self.digest = digest
        }
    }

    package struct CaseReference: Hashable, Sendable, Codable {
        package let number: CaseNumber
        /// The numbers that other ministries gave to the same case.
        package let references: [String]?

        package init(number: CaseNumber, references: [String]? = nil) {
            self.number = number
            self.references = references
        }
    }

    package struct Tool: Hashable, Sendable, Codable {
        package let name: String
        package let version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    package struct LeftOut: Hashable, Sendable, Codable {
        package let name: String
        package let reason: String
    }

    package struct Origin: Hashable, Sendable, Codable {
        package let bundle: BundleID
        /// The digest of the original bundle: of its first manifest.
        package let digest: Digest
        package let packer: Identity
    }
}

/// Whom a bundle is meant for: a member (`th/dsi/0201`) or an authority (`th/dsi`).
package struct Recipient: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        self.text =
            if PathSegments.of(text).count == 2 {
                try AuthorityID(parsing: text).text
            } else {
                try MemberID(parsing: text).text
            }
    }
}
