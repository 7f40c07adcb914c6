import Vocabulary

/// Writes a bundle: the exhibits, then what describes, lists and signs them. Each byte is read once.
final class BundleWriter {
    private let container: ContainerWriter
    private var plan: PackPlan
    private let progress: Progress.Callback?
    private let total: Int64
    private var done: Int64 = 0
    /// Everything but the exhibits that the manifest must list.
    private var documents: [SignedManifest.Reference] = []

    init(_ plan: PackPlan, to path: String, progress: Progress.Callback?) throws(BundleError) {
        container = try ContainerWriter(path)
        self.plan = plan
        self.progress = progress
        total = plan.totalBytes
        let mimetype = try EntryPath(parsing: ZIPForm.mimetypeName)
        documents.append(SignedManifest.Reference(path: mimetype, digest: Digest(ofText: ZIPForm.mimetype)))
    }

    // MARK: exhibits

    func writeExhibits() async throws(BundleError) {
        var batch = SmallFiles.batch(plan, from: 0)
        var index = 0
        var loaded = batch.isEmpty ? [] : try await SmallFiles.load(plan, batch)
        while index < plan.exhibits.count {
            if Task.isCancelled { throw Conveyor.cancelled }
            if batch.isEmpty {
                index = try await writeLarge(index)
                batch = SmallFiles.batch(plan, from: index)
                loaded = batch.isEmpty ? [] : try await SmallFiles.load(plan, batch)
            } else {
                let following = SmallFiles.batch(plan, from: batch.upperBound)
                let snapshot = plan
                async let next = following.isEmpty ? [] : SmallFiles.load(snapshot, following)
                try write(loaded, batch)
                index = batch.upperBound
                do { loaded = try await next } catch let error as BundleError { throw error } catch {
                    throw Conveyor.cancelled
                }
                batch = following
            }
        }
    }

    private func write(_ loaded: [SmallFiles.Loaded], _ range: Range<Int>) throws(BundleError) {
        for (index, file) in zip(range, loaded) {
            try container.write(plan.exhibits[index].path, file.bytes, checksum: file.measured.checksum)
            try took(file.measured, index)
        }
    }

    /// - Returns: the index behind what was written: an archive's members are written together.
    private func writeLarge(_ index: Int) async throws(BundleError) -> Int {
        switch plan.sources[index] {
        case .file(let found):
            let source = try SourceFile(found, in: plan.folder)
            try await stream(index, source.file, offset: 0)
            try source.checkUnchanged()
            return index + 1
        case .part(let file, let offset):
            try await stream(index, file, offset: offset)
            return index + 1
        case .member(let archive):
            let reader = try plan.archives[archive].opened()
            let members = plan.archives[archive].members
            for (position, member) in members.enumerated() {
                try reader.next(expecting: member)
                let exhibit = plan.exhibits[index + position]
                try container.begin(exhibit.path, size: exhibit.size)
                let measured = try await Conveyor.run(size: member.size, shown: member.shown) {
                    (buffer, _) throws(BundleError) in
                    try reader.read(into: &buffer)
                } each: { (bytes, count) throws(BundleError) in
                    try append(bytes, count, exhibit)
                }
                try container.end(checksum: measured.checksum)
                try took(measured, index + position, counted: true)
            }
            return index + members.count
        }
    }

    private func stream(_ index: Int, _ file: OpenFile, offset: Int64) async throws(BundleError) {
        let exhibit = plan.exhibits[index]
        try container.begin(exhibit.path, size: exhibit.size)
        let measured = try await Conveyor.run(file, from: offset, size: exhibit.size) {
            (bytes, count) throws(BundleError) in
            try append(bytes, count, exhibit)
        }
        try container.end(checksum: measured.checksum)
        try took(measured, index, counted: true)
    }

    private func append(_ bytes: [UInt8], _ count: Int, _ exhibit: ExhibitRecord) throws(BundleError) {
        try container.append(bytes, count: count)
        done += Int64(count)
        progress?(Progress(bytes: done, total: total, name: exhibit.shownName))
    }

    private func took(_ measured: Conveyor.Measured, _ index: Int, counted: Bool = false) throws(BundleError) {
        if case .part = plan.sources[index], plan.exhibits[index].sha256 != measured.digest {
            throw BundleError(
                .digestMismatch, "Exhibit \(plan.exhibits[index].number) does not have the digest of its record.",
                next: "The stored bundle is damaged: run saksid audit.")
        }
        plan.exhibits[index].sha256 = measured.digest
        guard !counted else { return }
        done += plan.exhibits[index].size
        progress?(Progress(bytes: done, total: total, name: plan.exhibits[index].shownName))
    }

    // MARK: documents

    /// Writes what describes and signs the exhibits, and gives the file its name.
    /// - Parameters:
    ///   - disclosure: that of another bundle, if this one is an extract of it.
    ///   - sign: makes a detached CMS signature.
    func finish(
        _ record: BundleRecord, disclosure: (json: [UInt8], signature: [UInt8])?,
        sign: ([UInt8]) throws(BundleError) -> [UInt8]
    ) throws(BundleError) -> (digest: Digest, size: Int64) {
        try write(TagFiles.declarationPath, TagFiles.declaration)
        let payload = plan.totalBytes
        try write(TagFiles.infoPath, TagFiles.info(record, payloadBytes: payload, payloadFiles: plan.exhibits.count))
        let lines = try writeRecord(record)
        var json = disclosure?.json ?? []
        if disclosure == nil { json = try RecordFile.encode(Disclosure(of: record, lines: lines)) }
        try write(Disclosure.path, json)
        if let disclosure {
            try write(Disclosure.signaturePath, disclosure.signature)
        } else {
            try write(Disclosure.signaturePath, try sign(json))
        }
        try writeCase(record)
        try writeBagManifests()
        let references = documents + plan.exhibits.map { SignedManifest.Reference(path: $0.path, digest: $0.sha256) }
        let manifest = SignedManifest(number: 1, references: references).encoded()
        let digest = Digest(of: manifest)
        try container.write(try EntryPath(parsing: SignedManifest.manifestPath(1)), manifest)
        try container.write(try EntryPath(parsing: SignedManifest.signaturePath(1)), try sign(manifest))
        if Task.isCancelled { throw Conveyor.cancelled }
        try container.finish()
        return (digest, container.length)
    }

    private func writeRecord(_ record: BundleRecord) throws(BundleError) -> [Disclosure.Line] {
        let (before, after) = try RecordFile.frame(record)
        var document = try DocumentStream(RecordFile.path, in: container)
        var lines: [Disclosure.Line] = []
        lines.reserveCapacity(plan.exhibits.count)
        try document.append(before)
        for (index, exhibit) in plan.exhibits.enumerated() {
            let encoded = try RecordFile.encode(exhibit)
            lines.append(Disclosure.Line(digest: exhibit.commitment(encoded), number: exhibit.number))
            if index > 0 { try document.append([0x2C]) }
            try document.append(encoded)
        }
        try document.append(after)
        documents.append(try document.end())
        return lines
    }

    private func writeCase(_ record: BundleRecord) throws(BundleError) {
        let translation = CaseDocument(record: record)
        var document = try DocumentStream(CaseDocument.path, in: container)
        try document.append(translation.head(exhibits: plan.exhibits.count))
        for exhibit in plan.exhibits { try document.append(translation.objects(of: exhibit)) }
        try document.append(translation.tail)
        documents.append(try document.end())
    }

    private func writeBagManifests() throws(BundleError) {
        var manifest = try DocumentStream(TagFiles.manifestPath, in: container)
        for exhibit in plan.exhibits { try manifest.append(TagFiles.line(exhibit.sha256, exhibit.path.text)) }
        documents.append(try manifest.end())
        var tags: [UInt8] = []
        for document in documents where TagFiles.isTagFile(document.path.text) {
            tags += TagFiles.line(document.digest, document.path.text)
        }
        try write(TagFiles.tagManifestPath, tags)
    }

    private func write(_ path: String, _ bytes: [UInt8]) throws(BundleError) {
        let path = try EntryPath(parsing: path)
        try container.write(path, bytes)
        documents.append(SignedManifest.Reference(path: path, digest: Digest(of: bytes)))
    }
}

/// An entry that is written piece by piece and measured on the way.
private struct DocumentStream {
    private let container: ContainerWriter
    private let path: EntryPath
    private var digest = DigestStream()
    private var checksum = Checksum()
    private var pending: [UInt8] = []

    init(_ path: String, in container: ContainerWriter) throws(BundleError) {
        self.path = try EntryPath(parsing: path)
        self.container = container
        try container.begin(self.path, size: nil)
    }

    mutating func append(_ bytes: [UInt8]) throws(BundleError) {
        pending += bytes
        if pending.count >= 1 << 16 { try flush() }
    }

    private mutating func flush() throws(BundleError) {
        digest.update(pending)
        checksum.update(pending)
        try container.append(pending)
        pending.removeAll(keepingCapacity: true)
    }

    mutating func end() throws(BundleError) -> SignedManifest.Reference {
        try flush()
        try container.end(checksum: checksum.value)
        return SignedManifest.Reference(path: path, digest: digest.finish())
    }
}
