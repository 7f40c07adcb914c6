import Seal
package import Vocabulary

/// A file that is arriving, resumable at any byte.
///
/// Bytes are hashed as they are written. What is acknowledged is on the disk, and the state of the digest
/// at that offset is in the register: after a restart nothing is hashed twice, and what was never
/// acknowledged is cut off. One writer at a time; who claims the upload later wins.
package actor Upload {
    package nonisolated let id: UploadID
    package nonisolated let owner: Identity
    package nonisolated let agreement: AgreementID
    package nonisolated let created: Instant
    /// Where the bytes are, for reading once the upload is finished.
    package nonisolated let path: String

    /// In bytes, if it is known.
    package private(set) var length: Int64?
    /// The offset up to which the sender was told that the bytes are safe.
    package private(set) var acknowledged: Int64

    private let file: Descriptor
    private let spool: SpoolFolder
    private var digest: ResumableDigest
    private var written: Int64
    /// The length that the register has.
    private var keptLength: Int64?
    /// Who may write: gone when the writer has let go of its claim.
    private weak var writer: Claim.Token?
    private var hasEnded = false

    /// Begins an upload: an empty file, known to nobody until it is kept.
    init(_ upload: NewUpload, in spool: SpoolFolder) throws(StoreError) {
        try spool.checkLimit(upload.length ?? 0)
        try spool.checkSpace(for: upload.length ?? 0)
        id = upload.id
        owner = upload.owner
        agreement = upload.agreement
        created = upload.created
        path = spool.path(of: upload.id)
        length = upload.length
        keptLength = upload.length
        acknowledged = 0
        file = try Descriptor.create(spool.path(of: upload.id), on: spool.folder.disk)
        self.spool = spool
        digest = ResumableDigest()
        written = 0
    }

    /// Takes up an upload as the register has it.
    init(_ row: UploadRow, in spool: SpoolFolder) throws(StoreError) {
        id = row.id
        owner = row.owner
        agreement = row.agreement
        created = row.created
        path = spool.path(of: row.id)
        length = row.length
        keptLength = row.length
        acknowledged = row.offset
        file = try Descriptor.open(writing: spool.path(of: row.id), on: spool.folder.disk)
        self.spool = spool
        guard let running = try? ResumableDigest(state: row.digestState), running.count == UInt64(row.offset) else {
            throw StoreError(
                .rowDamaged, "What the register says of the upload \(row.id) cannot be used.",
                next: "Send the file again from the beginning.")
        }
        digest = running
        written = row.offset
    }

    /// Has the disk confirm the file's name, and the register that the upload has begun.
    func keep() async throws(StoreError) {
        try file.sync()
        try spool.folder.sync()
        try await spool.register.begin(row(at: 0))
    }

    /// Makes the caller the one writer. What an earlier writer brought in is kept and acknowledged.
    package func claim() async throws(StoreError) -> Claim {
        guard !hasEnded else { throw .uploadUnknown }
        let token = Claim.Token()
        writer = token
        let offset = try await settle()
        return Claim(token: token, offset: offset)
    }

    /// Makes the caller the one writer, if the upload stands where the caller goes on. Whoever is wrong disturbs nobody:
    /// what the present writer brought in is acknowledged, and it goes on.
    /// - Parameter length: the length of the whole, given what is known of it; what it throws leaves all as it is.
    /// - Throws: `storage.upload-offset` with where the upload stands.
    package func claim(at offset: Int64, length: @Sendable (_ known: Int64?) throws -> Int64? = { $0 }) async throws
        -> Claim
    {
        guard !hasEnded else { throw StoreError.uploadUnknown }
        // The present writer may bring more while its bytes are made durable.
        while written > acknowledged, offset >= acknowledged { _ = try await settle() }
        guard !hasEnded else { throw StoreError.uploadUnknown }
        guard offset == acknowledged, written == acknowledged else {
            throw StoreError.uploadStands(at: acknowledged, not: offset)
        }
        let length = try length(self.length)
        if let length { try checkLength(length) }
        let token = Claim.Token()
        writer = token
        let claim = Claim(token: token, offset: offset)
        if let length { try await setLength(length, by: claim) }
        return claim
    }

    /// Says how long the upload is, where that was not known at first. The register has it when this returns.
    package func setLength(_ length: Int64, by claim: Claim) async throws(StoreError) {
        try check(claim)
        try checkLength(length)
        self.length = length
        _ = try await settle()
    }

    private func checkLength(_ length: Int64) throws(StoreError) {
        try spool.checkLimit(length)
        guard length >= written, self.length == nil || self.length == length else {
            throw StoreError(
                .uploadLength,
                "The upload was said to have \((self.length ?? written).counted("byte")), and now \(length).",
                next: "Begin a new upload.")
        }
        try spool.checkSpace(for: length - written)
    }

    /// Writes and hashes the bytes at the end of the upload. They are not acknowledged yet.
    package func append(_ bytes: [UInt8], by claim: Claim) throws(StoreError) {
        try check(claim)
        let end = written + Int64(bytes.count)
        if let length, end > length {
            throw StoreError(
                .uploadLength, "The upload was said to have \(length.counted("byte")), and more arrive.",
                next: "Begin a new upload with the right length.")
        }
        try spool.checkLimit(end)
        try spool.checkSpace(for: Int64(bytes.count))
        try file.write(bytes, at: written)
        digest.update(bytes)
        written = end
    }

    /// Puts everything written so far on the disk and into the register.
    /// - Returns: the offset that the sender may now be told.
    package func acknowledge(by claim: Claim) async throws(StoreError) -> Int64 {
        try check(claim)
        return try await settle()
    }

    /// Ends the upload: all bytes are there and on the disk.
    package func finish(by claim: Claim) throws(StoreError) -> FinishedUpload {
        try check(claim)
        guard written == length ?? written else {
            throw StoreError(
                .uploadLength, "The upload has \(written) of \((length ?? 0).counted("byte")).",
                next: "Go on with the upload from byte \(written).")
        }
        length = written
        try file.sync()
        return FinishedUpload(id: id, path: path, size: written, digest: digest.finish())
    }

    /// Ends the upload for everybody who still holds it, before its file goes.
    func end() {
        hasEnded = true
        writer = nil
    }

    /// Ends the upload if nobody writes to it and it has no byte.
    func endIfIdle() -> Bool {
        guard !hasEnded, writer == nil, written == 0 else { return false }
        end()
        return true
    }

    private func settle() async throws(StoreError) -> Int64 {
        let offset = written
        let length = length
        guard offset > acknowledged || length != keptLength else { return acknowledged }
        let row = row(at: offset)
        try file.sync()
        guard try await spool.register.save(row) else {
            end()
            throw .uploadUnknown
        }
        // Another call may have gone further while this one waited.
        acknowledged = max(acknowledged, offset)
        keptLength = length ?? keptLength
        return offset
    }

    private func row(at offset: Int64) -> UploadRow {
        UploadRow(
            id: id, owner: owner, agreement: agreement, length: length, created: created, offset: offset,
            digestState: digest.state)
    }

    private func check(_ claim: Claim) throws(StoreError) {
        guard !hasEnded else { throw .uploadUnknown }
        guard writer === claim.token else {
            throw StoreError(
                .uploadSuperseded, "A newer request goes on with this upload.",
                next: "Ask for the offset again, and go on from there.")
        }
    }
}

extension StoreError {
    static func uploadStands(at offset: Int64, not asked: Int64) -> StoreError {
        StoreError(
            .uploadOffset, "The upload stands at byte \(offset), not at \(asked).",
            next: "Ask for the offset and go on from there.")
    }

    static var uploadUnknown: StoreError {
        StoreError(
            .uploadUnknown, "There is no such upload.",
            next: "Begin a new upload: this one was never acknowledged, has ended, or has expired.")
    }
}
