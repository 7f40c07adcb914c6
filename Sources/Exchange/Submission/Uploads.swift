import Policy
import Seal
import Store
package import Vocabulary

/// How an upload stands.
package struct UploadStanding: Hashable, Sendable {
    package let id: UploadID
    /// Every byte before it is on the disk.
    package let offset: Int64
    /// In bytes, if the sender has said so.
    package let length: Int64?

    package init(id: UploadID, offset: Int64, length: Int64?) {
        self.id = id
        self.offset = offset
        self.length = length
    }
}

extension ExchangeNode {
    /// Begins an upload under an agreement that the caller may submit to.
    package func beginUpload(
        under id: AgreementID, length: Int64?, by caller: CallingMember
    ) async throws -> UploadStanding {
        let active = try await agreementForAct(id, of: caller)
        let upload = try await ofUpload {
            try await folder.spool.begin(
                NewUpload(
                    id: UploadID(from: randomness), owner: caller.member.identity, agreement: active.agreement.id,
                    length: length, created: now),
                atMost: limits.uploadsPerMember)
        }
        return UploadStanding(id: upload.id, offset: 0, length: length)
    }

    package func upload(_ id: UploadID, of caller: CallingMember) async throws -> UploadStanding {
        let upload = try await spooled(id, of: caller)
        return UploadStanding(id: id, offset: await upload.acknowledged, length: await upload.length)
    }

    package func cancelUpload(_ id: UploadID, of caller: CallingMember) async throws {
        _ = try await spooled(id, of: caller)
        try await folder.spool.discard(id)
    }

    /// An upload of the caller; somebody else's is as one that does not exist.
    func spooled(_ id: UploadID, of caller: CallingMember) async throws -> Upload {
        try await ofUpload { try await folder.spool.upload(id, owner: caller.member.identity) }
    }

    /// Takes over an upload as its one writer, if the offset is where it stands; else whoever writes goes on.
    /// - Parameter length: of the whole, given what is known of it.
    package func continueUpload(
        _ id: UploadID, at offset: Int64, of caller: CallingMember,
        length: @Sendable (_ known: Int64?) throws -> Int64? = { $0 }
    ) async throws -> UploadWriter {
        let upload = try await spooled(id, of: caller)
        let claim = try await ofUpload { try await upload.claim(at: offset, length: length) }
        return UploadWriter(node: self, caller: caller, upload: upload, claim: claim)
    }

    /// Whether the caller may go on sending: asked whenever bytes are acknowledged.
    fileprivate func stillSends(_ caller: CallingMember, under id: AgreementID) async throws {
        _ = try await agreement(id, for: caller)
        try await trust.checkAgain(caller.certificate, for: .memberTLS)
    }
}

/// Says in the words of the exchange what the spool says of an upload; a fault of the disk stays what it is.
func ofUpload<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
        return try await work()
    } catch let error as StoreError {
        switch error.code.name {
        case "storage.upload-unknown": throw ExchangeError.notThere
        case "storage.upload-offset": throw ExchangeError(.uploadOffset, error.reason, next: error.nextStep)
        case "storage.upload-length": throw ExchangeError(.uploadLength, error.reason, next: error.nextStep)
        case "storage.upload-too-large": throw ExchangeError(.uploadTooLarge, error.reason, next: error.nextStep)
        case "storage.uploads-full": throw ExchangeError(.busy, error.reason, next: error.nextStep)
        default: throw error
        }
    }
}

/// The right to write to one upload, until a newer request takes it over.
package struct UploadWriter: Sendable {
    fileprivate let node: ExchangeNode
    fileprivate let caller: CallingMember
    fileprivate let upload: Upload
    fileprivate let claim: Claim

    package var id: UploadID { upload.id }

    package func append(_ bytes: [UInt8]) async throws {
        try await ofUpload { try await upload.append(bytes, by: claim) }
    }

    /// Makes everything that was appended durable, and asks again whether the sender may go on.
    /// - Returns: how the upload stands, as the sender may be told.
    /// - Throws: what stands against the sender: the certificate, the roster. The bytes are kept.
    package func acknowledge() async throws -> UploadStanding {
        let offset = try await keep()
        try await node.stillSends(caller, under: upload.agreement)
        return UploadStanding(id: id, offset: offset, length: await upload.length)
    }

    /// Makes everything that was appended durable.
    @discardableResult package func keep() async throws -> Int64 {
        try await ofUpload { try await upload.acknowledge(by: claim) }
    }

    /// Says how long the whole is, now that it is known.
    package func setLength(_ length: Int64) async throws {
        try await ofUpload { try await upload.setLength(length, by: claim) }
    }
}
