package import Seal
package import Vocabulary

/// What signing once more made.
package struct SignedAgain: Sendable {
    package let path: String
    /// Of the first manifest: it stays what it was.
    package let digest: Digest
    package let signatures: Int
}

extension VerifiedBundle {
    /// Writes a new bundle with one more signature; see `UnverifiedBundle.sign`.
    package func sign(
        with credential: Credential, stampedBy stamps: TimestampSource? = nil, to path: String,
        progress: Progress.Callback? = nil
    ) async throws(BundleError) -> SignedAgain {
        try await source.sign(with: credential, stampedBy: stamps, to: path, progress: progress)
    }
}

extension UnverifiedBundle {
    /// Writes a new bundle that holds everything this one holds, and one more manifest with one more signature.
    ///
    /// The contents are checked against the first manifest on the way; whether the signers before are to be trusted is
    /// for the one who signs to find out first.
    @concurrent func sign(
        with credential: Credential, stampedBy stamps: TimestampSource? = nil, to path: String,
        progress: Progress.Callback? = nil
    ) async throws(BundleError) -> SignedAgain {
        if !faults.isEmpty { throw BundleError.all(faults) }
        let first = try contents(SignedManifest.manifestPath(1), limit: Verifier.manifestLimit)
        let references = try SignedManifest(parsing: first, number: 1).references
        let digests = Dictionary(uniqueKeysWithValues: references.map { ($0.path, $0.digest) })
        var number = 2
        while entry(SignedManifest.manifestPath(number)) != nil { number += 1 }
        let manifest = SignedManifest(number: number, references: references).encoded()
        let signature: [UInt8]
        do throws(SealError) { signature = try await credential.cms(over: manifest, stampedBy: stamps) } catch {
            throw BundleError(error)
        }
        let writer = try ContainerWriter(path)
        try await copy(to: writer, digests, progress)
        try writer.write(try EntryPath(parsing: SignedManifest.manifestPath(number)), manifest)
        try writer.write(try EntryPath(parsing: SignedManifest.signaturePath(number)), signature)
        if Task.isCancelled { throw Conveyor.cancelled }
        try writer.finish()
        return SignedAgain(path: path, digest: Digest(of: first), signatures: number)
    }

    private func copy(
        to writer: ContainerWriter, _ digests: [EntryPath: Digest], _ progress: Progress.Callback?
    ) async throws(BundleError) {
        let total = entries.reduce(0) { $0 + $1.size }
        var done: Int64 = 0
        // The writer has written the first entry, the type, by itself.
        for entry in entries.dropFirst() {
            if Task.isCancelled { throw Conveyor.cancelled }
            try writer.begin(entry.path, size: entry.size)
            let measured = try await Conveyor.run(
                file, from: entry.contents, size: entry.size, shortened: truncated
            ) { (bytes, count) throws(BundleError) in
                try writer.append(bytes, count: count)
                done += Int64(count)
                progress?(Progress(bytes: done, total: total, name: entry.path.text))
            }
            let isBeside = entry.path.isBesideContents
            guard measured.checksum == entry.checksum, isBeside || digests[entry.path] == measured.digest else {
                throw BundleError(
                    .digestMismatch, "“\(entry.path.text.shownInMessage)” is not what was signed before.",
                    next: ContainerReader.askAgain)
            }
            try writer.end(checksum: measured.checksum)
        }
    }
}
