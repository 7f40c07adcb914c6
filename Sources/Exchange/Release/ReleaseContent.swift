import EvidenceBundle
import Seal
import Store
import Vocabulary

/// The file that a release delivers. Its blob is held until the release is committed, or is not.
struct ReleaseContent: Sendable {
    let digest: Digest
    let size: Int64
    let bundleDigest: Digest
    let isExtract: Bool
}

extension ExchangeNode {
    /// The whole bundle as its packer signed it, or an extract signed by this node; an extract is made once.
    ///
    /// Whoever asks for it lets go of its blob afterwards (`BlobHolds`).
    func content(
        of exhibits: [ExhibitNumber], from held: HeldBundle, under active: ActiveAgreement, for caller: CallingMember
    ) async throws -> ReleaseContent {
        let row = held.row
        if exhibits.count == held.exhibits.count {
            await folder.holds.hold(row.blob)
            return ReleaseContent(digest: row.blob, size: row.size, bundleDigest: row.digest, isExtract: false)
        }
        if let earlier = try folder.register.releases(of: row.id, agreement: row.agreement)
            .first(where: {
                // An extract names the member for whom it was made.
                $0.member == caller.member.identity && $0.items == exhibits && folder.blobs.holds($0.content)
            })
        {
            let made = try UnverifiedBundle(path: folder.blobs.path(of: earlier.content)).inspect()
            await folder.holds.hold(earlier.content)
            return ReleaseContent(
                digest: earlier.content, size: earlier.size, bundleDigest: made.digest, isExtract: true)
        }
        let name = BundleID(from: randomness).text
        do {
            return try await extract(exhibits, from: row, as: name, for: caller)
        } catch {
            try? folder.blobs.discard(made: name)
            throw error
        }
    }

    /// - Parameter name: in the workshop, until the blob has its place.
    private func extract(
        _ exhibits: [ExhibitNumber], from row: BundleRow, as name: String, for caller: CallingMember
    ) async throws -> ReleaseContent {
        let source = await (try UnverifiedBundle(path: folder.blobs.path(of: row.blob))).verify(
            // What was accepted was good at that moment, and stays so.
            VerificationRequest(trust: await trust.current(), time: .receipt(row.time), now: now))
        guard let bundle = source.bundle else { throw BundleRefusal(source.report) }
        let packer = Packer(
            credential: keys.events, tool: BundleRecord.Tool(name: "saksid", version: Version.current),
            offset: .indochina, timekeeper: timekeeper, randomness: randomness)
        let extract = try await bundle.extract(
            Set(exhibits), with: packer, recipients: [try Recipient(parsing: caller.member.text)],
            to: folder.blobs.workshopPath(name))
        let digest = try folder.blobs.digest(ofMade: name)
        await folder.holds.hold(digest)
        do {
            try folder.blobs.adopt(made: name, digest: digest)
        } catch {
            await folder.holds.letGo(digest)
            throw error
        }
        return ReleaseContent(
            digest: digest, size: extract.size, bundleDigest: extract.digest, isExtract: true)
    }
}
