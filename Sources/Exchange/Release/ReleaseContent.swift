import EvidenceBundle
import Seal
import Store
import Vocabulary

/// The file that a release delivers.
struct ReleaseContent: Sendable {
    let digest: Digest
    let size: Int64
    let bundleDigest: Digest
    let isExtract: Bool
}

extension ExchangeNode {
    /// The whole bundle as its packer signed it, or an extract signed by this node; an extract is made once.
    func content(
        of exhibits: [ExhibitNumber], from held: HeldBundle, under active: ActiveAgreement, for caller: CallingMember
    ) async throws -> ReleaseContent {
        let row = held.row
        if exhibits.count == held.exhibits.count {
            return ReleaseContent(digest: row.blob, size: row.size, bundleDigest: row.digest, isExtract: false)
        }
        if let earlier = try folder.register.releases(of: row.id, agreement: row.agreement)
            .first(where: { $0.items == exhibits && folder.blobs.holds($0.content) })
        {
            let made = try UnverifiedBundle(path: folder.blobs.path(of: earlier.content)).inspect()
            return ReleaseContent(
                digest: earlier.content, size: earlier.size, bundleDigest: made.digest, isExtract: true)
        }
        let name = BundleID(from: randomness).text
        let path = folder.blobs.workshopPath(name)
        let trust = await trust.current()
        let source = await (try UnverifiedBundle(path: folder.blobs.path(of: row.blob))).verify(
            // What was accepted was good at that moment, and stays so.
            VerificationRequest(trust: trust, time: .receipt(row.time)))
        guard let bundle = source.bundle else { throw BundleRefusal(source.report) }
        let packer = Packer(
            credential: keys.events, tool: BundleRecord.Tool(name: "saksid", version: Version.current),
            offset: .indochina, timekeeper: timekeeper, randomness: randomness)
        let extract = try await bundle.extract(
            Set(exhibits), with: packer, recipients: [try Recipient(parsing: caller.member.text)], to: path)
        let digest = try Self.digest(ofFile: path)
        try folder.blobs.adopt(made: name, digest: digest)
        return ReleaseContent(
            digest: digest, size: extract.size, bundleDigest: extract.digest, isExtract: true)
    }
}
