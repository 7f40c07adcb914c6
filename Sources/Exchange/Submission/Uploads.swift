import Policy
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

    /// Takes over an upload as its one writer, if the offset is where it stands.
    package func continueUpload(
        _ id: UploadID, at offset: Int64, length: Int64?, of caller: CallingMember
    ) async throws -> UploadWriter {
        let upload = try await spooled(id, of: caller)
        let claim = try await upload.claim()
        guard claim.offset == offset else {
            throw ExchangeError(
                .uploadOffset, "The upload stands at byte \(claim.offset), not at \(offset).",
                next: "Ask for the offset and go on from there.")
        }
        if let length { try await ofUpload { try await upload.setLength(length, by: claim) } }
        return UploadWriter(upload: upload, claim: claim)
    }
}

/// Says in the words of the exchange what the spool says of an upload; a fault of the disk stays what it is.
func ofUpload<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
        return try await work()
    } catch let error as StoreError {
        switch error.code.name {
        case "storage.upload-unknown": throw ExchangeError.notThere
        case "storage.upload-length": throw ExchangeError(.uploadLength, error.reason, next: error.nextStep)
        case "storage.upload-too-large": throw ExchangeError(.uploadTooLarge, error.reason, next: error.nextStep)
        case "storage.uploads-full": throw ExchangeError(.busy, error.reason, next: error.nextStep)
        default: throw error
        }
    }
}

/// The right to write to one upload, until a newer request takes it over.
package struct UploadWriter: Sendable {
    let upload: Upload
    let claim: Claim

    package var id: UploadID { upload.id }
    package var offset: Int64 { claim.offset }

    package func append(_ bytes: [UInt8]) async throws {
        try await ofUpload { try await upload.append(bytes, by: claim) }
    }

    /// Makes everything that was appended durable.
    /// - Returns: the offset that the sender may be told.
    package func acknowledge() async throws -> Int64 {
        try await ofUpload { try await upload.acknowledge(by: claim) }
    }
}
