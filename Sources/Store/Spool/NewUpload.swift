package import Vocabulary

/// What is known of an upload when it begins.
package struct NewUpload: Hashable, Sendable {
    package let id: UploadID
    /// Who sends it. Nobody else finds it.
    package let owner: Identity
    package let agreement: AgreementID
    /// In bytes, if the sender has said so.
    package let length: Int64?
    package let created: Instant

    package init(id: UploadID, owner: Identity, agreement: AgreementID, length: Int64?, created: Instant) {
        self.id = id
        self.owner = owner
        self.agreement = agreement
        self.length = length
        self.created = created
    }
}

/// An upload whose bytes are all there, synced and hashed.
package struct FinishedUpload: Hashable, Sendable {
    package let id: UploadID
    package let path: String
    /// In bytes.
    package let size: Int64
    package let digest: Digest
}

/// The right to write to an upload, until somebody claims it after you or you let go of it.
package struct Claim: Sendable {
    /// While somebody holds it, the upload has a writer.
    final class Token: Sendable {}

    let token: Token
    /// Where writing goes on: every byte before it is acknowledged.
    package let offset: Int64
}
