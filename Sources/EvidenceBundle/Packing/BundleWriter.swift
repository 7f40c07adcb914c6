import Vocabulary

/// Writes a bundle: the exhibits, then what describes, lists and signs them. Each byte is read once.
final class BundleWriter {
    private let container: ContainerWriter
    private let plan: PackPlan
    private let progress: Progress.Callback?
    private var done: Int64 = 0
    /// Of the exhibits that are written, in their order.
    private var digests: [Digest] = []
    /// Everything but the exhibits that the manifest must list.
    private var documents: [SignedManifest.Reference] = []

    init(_ plan: PackPlan, to path: String, progress: Progress.Callback?) throws(BundleError) {
        container = try ContainerWriter(path, size: plan.totalBytes)
        self.plan = plan
        self.progress = progress
        digests.reserveCapacity(plan.exhibits.count)
        let mimetype = try EntryPath(parsing: ZIPForm.mimetypeName)
        documents.append(SignedManifest.Reference(path: mimetype, digest: Digest(ofText: ZIPForm.mimetype)))
    }

    // MARK: exhibits

    func writeExhibits() async throws(BundleError) {
        let plan = plan
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
                async let next = following.isEmpty ? [] : SmallFiles.load(plan, following)
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
            try took(file.measured.digest, index)
            done += plan.exhibits[index].size
        }
        show(range.upperBound - 1)
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
                try await stream(index + position, shown: member.shown) { (buffer, range, _) throws(BundleError) in
                    try reader.read(into: &buffer, range: range)
                }
                try reader.endMember()
            }
            try reader.end()
            return index + members.count
        }
    }

    private func stream(_ index: Int, _ file: OpenFile, offset: Int64) async throws(BundleError) {
        try await stream(index, shown: file.path) { (buffer, range, done) throws(BundleError) in
            try file.read(into: &buffer, range: range, at: offset + done)
        }
    }

    private func stream(
        _ index: Int, shown: String, read: (inout [UInt8], Range<Int>, Int64) throws(BundleError) -> Int
    ) async throws(BundleError) {
        let exhibit = plan.exhibits[index]
        try container.begin(exhibit.path, size: exhibit.size)
        let streamed = try await container.stream(size: exhibit.size, read: read) { (count) throws(BundleError) in
            done += Int64(count)
            show(index)
        }
        guard let (digest, checksum) = streamed else {
            throw BundleError(
                .sourceChanged, "“\(shown.shownInMessage)” became shorter while it was read.",
                next: "Close the program that writes to it, then run the same command again.")
        }
        try container.end(checksum: checksum)
        try took(digest, index)
    }

    private func show(_ index: Int) {
        progress?(Progress(bytes: done, total: plan.totalBytes, name: plan.exhibits[index].shownName))
    }

    private func took(_ digest: Digest, _ index: Int) throws(BundleError) {
        if case .part = plan.sources[index], plan.exhibits[index].sha256 != digest {
            throw BundleError(
                .digestMismatch, "Exhibit \(plan.exhibits[index].number) does not have the digest of its record.",
                next: "The stored bundle is damaged: run saksid audit.")
        }
        digests.append(digest)
    }

    // MARK: documents

    /// Writes what describes and signs the exhibits, and gives the file its name.
    /// - Parameters:
    ///   - disclosure: that of another bundle, if this one is an extract of it.
    ///   - sign: makes a detached CMS signature.
    func finish(
        _ record: BundleRecord, disclosure: (json: [UInt8], signature: [UInt8])?,
        sign: ([UInt8]) async throws(BundleError) -> [UInt8]
    ) async throws(BundleError) -> (digest: Digest, size: Int64) {
        try write(TagFiles.declarationPath, TagFiles.declaration)
        let payload = plan.totalBytes
        try write(TagFiles.infoPath, TagFiles.info(record, payloadBytes: payload, payloadFiles: plan.exhibits.count))
        let lines = try await writeRecord(record)
        var json = disclosure?.json ?? []
        if disclosure == nil { json = try RecordFile.encode(Disclosure(of: record, lines: lines)) }
        try write(Disclosure.path, json)
        if let disclosure {
            try write(Disclosure.signaturePath, disclosure.signature)
        } else {
            try write(Disclosure.signaturePath, try await sign(json))
        }
        try await writeCase(record)
        try writeBagManifests()
        let references =
            documents + zip(plan.exhibits, digests).map { SignedManifest.Reference(path: $0.path, digest: $1) }
        let manifest = SignedManifest(number: 1, references: references).encoded()
        let digest = Digest(of: manifest)
        try container.write(try EntryPath(parsing: SignedManifest.manifestPath(1)), manifest)
        try container.write(try EntryPath(parsing: SignedManifest.signaturePath(1)), try await sign(manifest))
        if Task.isCancelled { throw Conveyor.cancelled }
        try container.finish()
        return (digest, container.length)
    }

    private func writeRecord(_ record: BundleRecord) async throws(BundleError) -> [Disclosure.Line] {
        let (before, after) = try RecordFile.frame(record)
        var document = try DocumentStream(RecordFile.path, in: container)
        var lines: [Disclosure.Line] = []
        lines.reserveCapacity(plan.exhibits.count)
        try document.append(before)
        try await eachBatch { (exhibits) throws(BundleError) in
            var bytes: [UInt8] = []
            var lines: [Disclosure.Line] = []
            for exhibit in exhibits {
                let encoded = try RecordFile.encode(exhibit)
                lines.append(Disclosure.Line(digest: exhibit.commitment(encoded), number: exhibit.number))
                if !bytes.isEmpty { bytes.append(0x2C) }
                bytes += encoded
            }
            return (bytes, lines)
        } take: { (part: ([UInt8], [Disclosure.Line])) throws(BundleError) in
            if !lines.isEmpty { try document.append([0x2C]) }
            try document.append(part.0)
            lines += part.1
        }
        try document.append(after)
        documents.append(try document.end())
        return lines
    }

    private func writeCase(_ record: BundleRecord) async throws(BundleError) {
        let translation = CaseDocument(record: record)
        var document = try DocumentStream(CaseDocument.path, in: container)
        try document.append(translation.head(exhibits: plan.exhibits.count))
        try await eachBatch { (exhibits) throws(BundleError) in
            exhibits.reduce(into: []) { $0 += translation.objects(of: $1) }
        } take: { (part: [UInt8]) throws(BundleError) in
            try document.append(part)
        }
        try document.append(translation.tail)
        documents.append(try document.end())
    }

    private static let batch = 256

    /// Makes something of all records with their digests, batch by batch in their order, on two cores.
    private func eachBatch<Part: Sendable>(
        _ make: @escaping @Sendable ([ExhibitRecord]) throws(BundleError) -> Part,
        take: (Part) throws(BundleError) -> Void
    ) async throws(BundleError) {
        let count = plan.exhibits.count
        for start in stride(from: 0, to: count, by: 2 * Self.batch) {
            if Task.isCancelled { throw Conveyor.cancelled }
            let middle = min(start + Self.batch, count)
            let following = records(middle..<min(middle + Self.batch, count))
            async let second = Self.made(following, make)
            do throws(BundleError) { try take(try make(records(start..<middle))) } catch {
                _ = await second
                throw error
            }
            if middle < count { try take(try await second.get()) } else { _ = await second }
        }
    }

    private func records(_ range: Range<Int>) -> [ExhibitRecord] {
        var records = Array(plan.exhibits[range])
        for index in range { records[index - range.lowerBound].sha256 = digests[index] }
        return records
    }

    @concurrent private static func made<Part: Sendable>(
        _ exhibits: [ExhibitRecord], _ make: @Sendable ([ExhibitRecord]) throws(BundleError) -> Part
    ) async -> Result<Part, BundleError> {
        do throws(BundleError) { return .success(try make(exhibits)) } catch { return .failure(error) }
    }

    private func writeBagManifests() throws(BundleError) {
        var manifest = try DocumentStream(TagFiles.manifestPath, in: container)
        for (exhibit, digest) in zip(plan.exhibits, digests) {
            try manifest.append(TagFiles.line(digest, exhibit.path.text))
        }
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
