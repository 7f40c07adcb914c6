package import Vocabulary

extension VerifiedBundle {
    /// Writes the exhibits into a new folder, with the paths they had in the folder that was packed.
    /// - Parameter items: which; all if absent.
    @concurrent package func open(
        to folder: String, items: Set<ExhibitNumber>? = nil, progress: Progress.Callback? = nil
    ) async throws(BundleError) {
        var unpacked: [Unpacking.Item] = []
        for exhibit in exhibits where items?.contains(exhibit.number) ?? true {
            guard let entry = source.entry(exhibit.path.text) else { throw Self.unknown(exhibit.number) }
            let target = try EntryPath(parsing: exhibit.path.inPayload)
            unpacked.append(Unpacking.Item(entry: entry, target: target, digest: exhibit.sha256))
        }
        for item in items ?? [] where exhibit(item) == nil { throw Self.unknown(item) }
        try await Unpacking(bundle: source, items: unpacked, progress: progress).run(to: folder)
    }

    /// Writes one exhibit into a new file.
    @concurrent package func save(
        _ number: ExhibitNumber, to path: String, progress: Progress.Callback? = nil
    ) async throws(BundleError) {
        guard let exhibit = exhibit(number), let entry = source.entry(exhibit.path.text) else {
            throw Self.unknown(number)
        }
        let file = try NewFile(path)
        var done: Int64 = 0
        let measured = try await Conveyor.run(
            source.file, from: entry.contents, size: entry.size, shortened: source.truncated
        ) {
            (bytes, count) throws(BundleError) in
            try file.append(bytes, count: count)
            done += Int64(count)
            progress?(Progress(bytes: done, total: entry.size, name: exhibit.shownName))
        }
        guard measured.digest == exhibit.sha256 else {
            throw BundleError(
                .digestMismatch, "Exhibit \(number) is not what was signed: its SHA-256 differs.",
                next: ContainerReader.askAgain)
        }
        try file.commit()
    }
}

extension UnverifiedBundle {
    /// Unpacks the whole container into a new folder, which is a BagIt 1.0 bag with the signatures beside it.
    ///
    /// Digests are checked on the way; whose signature it is, is not.
    @concurrent package func export(bag folder: String, progress: Progress.Callback? = nil) async throws(BundleError) {
        if !faults.isEmpty { throw BundleError.all(faults) }
        let manifest = try SignedManifest(
            parsing: try contents(SignedManifest.manifestPath(1), limit: Verifier.manifestLimit), number: 1)
        let digests = Dictionary(uniqueKeysWithValues: manifest.references.map { ($0.path, $0.digest) })
        var items: [Unpacking.Item] = []
        for entry in entries {
            var digest = digests[entry.path]
            if digest == nil, entry.path.isBesideContents {
                digest = Digest(of: try contents(entry.path.text, limit: Verifier.manifestLimit))
            }
            guard let digest else {
                throw BundleError(
                    .uncoveredEntry,
                    "“\(entry.path.text.shownInMessage)” is in the bundle, but its manifest does not cover it.",
                    next: ContainerReader.askAgain)
            }
            items.append(Unpacking.Item(entry: entry, target: entry.path, digest: digest))
        }
        try await Unpacking(bundle: self, items: items, progress: progress).run(to: folder)
    }
}
