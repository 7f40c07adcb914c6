import Vocabulary

/// A BagIt bag in a folder, of any version from 0.93 to 1.0 (RFC 8493 and the drafts before it).
///
/// `fetch.txt` is read for unsafe paths and never followed.
package struct Bag {
    let folder: String
    private(set) var report: VerificationReport
    private(set) var files: [[UInt8]: FolderScan.Found] = [:]
    private var byForm: [String: [UInt8]] = [:]
    private var warnings: [String] = []
    private static let tagFileLimit: Int64 = 256 << 20
    static let askAgain = "Do not use this bag. Ask for it again, and keep this one as it is."

    /// Verifies a bag and reports everything that is wrong with it.
    ///
    /// If it was exported from a bundle, all that the bundle signed is checked too.
    /// - Throws: only if the folder cannot be read, or is no bag at all.
    @concurrent package static func verify(
        _ folder: String, _ asked: VerificationRequest, progress: Progress.Callback? = nil
    ) async throws(BundleError) -> VerificationReport {
        var bag = Bag(folder: folder, report: VerificationReport(subject: folder))
        try bag.run(asked, progress)
        return bag.report
    }

    private init(folder: String, report: VerificationReport) {
        self.folder = folder
        self.report = report
    }

    mutating func failed(_ name: String, _ code: ErrorCode, _ reason: String) {
        report.add(VerificationReport.Check(failed: name, BundleError(code, reason, next: Self.askAgain)))
    }

    private mutating func run(_ asked: VerificationRequest, _ progress: Progress.Callback?) throws(BundleError) {
        guard let scan = try scanned() else { return }
        for file in scan.files {
            files[file.path] = file
            byForm[EntryPath.folded(String(decoding: file.path, as: UTF8.self))] = file.path
        }
        // What we may not read says nothing of the bag.
        if let obstacle = scan.obstacles.first(where: { $0.error.code == .sourceUnreadable }) {
            throw BundleError(
                .sourceUnreadable, obstacle.error.reason, next: "Give yourself the right to read the whole bag.")
        }
        for obstacle in scan.obstacles { failed("files", .bagSpecialFile, obstacle.error.reason) }
        try checkIsBag()
        let declaration: BagDeclaration
        do throws(BundleError) {
            guard files[Array("bagit.txt".utf8)] != nil else {
                throw BundleError(.bagDeclaration, "There is no bagit.txt: this is not a bag.", next: Self.askAgain)
            }
            declaration = try BagDeclaration(try contents("bagit.txt"))
        } catch {
            report.add(VerificationReport.Check(failed: "declaration", error))
            return
        }
        report.add(
            VerificationReport.Check(
                passed: "declaration", "BagIt \(declaration.version), tag files in \(declaration.encoding.rawValue)"))
        let manifests = readManifests(declaration)
        let missing = checkListed(manifests)
        checkComplete(manifests, declaration)
        checkInfo(declaration, skipOxum: !missing.isEmpty)
        checkFetch(declaration)
        let measured = try checkDigests(manifests, progress)
        for warning in warnings { report.add(VerificationReport.Check(notChecked: "warning", warning)) }
        try checkSignatures(asked, measured: measured)
    }

    /// - Returns: nil if the folder is so deep that no honest bag is, which is reported.
    private mutating func scanned() throws(BundleError) -> FolderScan? {
        do throws(BundleError) {
            return try FolderScan(folder)
        } catch {
            guard error.code == .sourceName else { throw error }
            failed("files", .bagUnsafePath, error.reason)
            return nil
        }
    }

    /// A folder without any mark of a bag is a wrong path, not a damaged bag.
    private func checkIsBag() throws(BundleError) {
        let isBag = files.keys.contains { path in
            path.starts(with: Array("data/".utf8)) || path == Array("bagit.txt".utf8)
                || BagManifest.kind(of: String(decoding: path, as: UTF8.self)) != nil
        }
        guard isBag || FolderPath.resolved(folder + "/data") != nil else {
            throw BundleError(
                .bagNone, "“\(folder.shownInMessage)” is not a bag: it has no bagit.txt, no manifest and no data.",
                next: "Name the folder that holds bagit.txt, or a bundle (.asice).")
        }
    }

    mutating func add(_ checks: [VerificationReport.Check]) {
        for check in checks { report.add(check) }
    }

    mutating func identify(_ digest: Digest?, _ trustedTime: String?) {
        report.digest = digest
        report.trustedTime = trustedTime
    }

    func contents(_ name: String) throws(BundleError) -> [UInt8] {
        let file = try OpenFile(bytes: Array("\(folder)/\(name)".utf8), shown: name)
        let size = try file.facts().size
        guard size <= Self.tagFileLimit else {
            throw BundleError(.bagTagFile, "\(name) has \(size) bytes: too many for a tag file.", next: Self.askAgain)
        }
        return try file.bytes(at: 0, count: Int(size))
    }

    /// The file that a path of a manifest means: as it is written, decoded, or in another form of the same name.
    private func resolve(_ path: String) -> FolderScan.Found? {
        for form in [path, BagPath.decoded(path)] {
            if let file = files[Array(form.utf8)] { return file }
        }
        return byForm[EntryPath.folded(path)].flatMap { files[$0] }
    }

    private mutating func readManifests(_ declaration: BagDeclaration) -> [BagManifest] {
        var manifests: [BagManifest] = []
        var hasPayloadManifest = false
        for path in files.keys.sorted(by: Self.precedes) where !path.contains(0x2F) {
            let name = String(decoding: path, as: UTF8.self)
            guard let (algorithmName, isForTags) = BagManifest.kind(of: name) else { continue }
            guard let algorithm = BagAlgorithm(algorithmName) else {
                warnings.append("\(name) uses an algorithm that is not known here; it was not checked")
                continue
            }
            do throws(BundleError) {
                let text = try declaration.text(try contents(name), of: name)
                let manifest = BagManifest(
                    text, name: name, algorithm: algorithm, isForTags: isForTags, isModern: declaration.isModern)
                for fault in manifest.faults { report.add(VerificationReport.Check(failed: "manifest", fault)) }
                warnings += manifest.warnings
                if algorithm.isBroken { warnings.append("\(name): \(algorithm.rawValue) shows accidents, not attacks") }
                hasPayloadManifest = hasPayloadManifest || !isForTags
                manifests.append(manifest)
            } catch {
                report.add(VerificationReport.Check(failed: "manifest", error))
            }
        }
        if !hasPayloadManifest {
            failed("manifest", .bagNoManifest, "There is no payload manifest that can be checked.")
        }
        return manifests
    }

    /// Every listed file must be there.
    /// - Returns: system files that are not.
    private mutating func checkListed(_ manifests: [BagManifest]) -> Set<String> {
        var missing: Set<String> = []
        for manifest in manifests {
            for line in manifest.lines {
                guard let file = resolve(line.path) else {
                    if BagPath.isSystemFile(line.path) {
                        missing.insert(line.path)
                        warnings.append(
                            "“\(line.path.shownInMessage)”, a file that systems make and remove by themselves, is not there"
                        )
                    } else {
                        failed(
                            "files", .bagMissingFile,
                            "\(manifest.name) lists “\(line.path.shownInMessage)”, which is not there.")
                    }
                    continue
                }
                if file.path != Array(line.path.utf8), file.path != Array(BagPath.decoded(line.path).utf8) {
                    warnings.append(
                        "“\(line.path.shownInMessage)” is there in another form of the same name, “\(file.shown)”")
                }
            }
        }
        return missing
    }

    /// Every payload file must be listed: in each manifest since 1.0, in any of them before.
    private mutating func checkComplete(_ manifests: [BagManifest], _ declaration: BagDeclaration) {
        let payload = files.keys.filter { $0.starts(with: Array("data/".utf8)) }
        if payload.isEmpty, FolderPath.resolved(folder + "/data") == nil {
            failed("files", .bagMissingFile, "There is no folder “data”.")
        }
        let listed = manifests.filter { !$0.isForTags }.map { manifest in
            (manifest.name, Set(manifest.lines.compactMap { resolve($0.path)?.path }))
        }
        var unlisted = 0
        for path in payload.sorted(by: Self.precedes) {
            let without = listed.filter { !$0.1.contains(path) }
            let isFault = declaration.isModern ? !without.isEmpty : without.count == listed.count
            guard isFault, !listed.isEmpty, unlisted < 20 else { continue }
            unlisted += 1
            let shown = String(decoding: path, as: UTF8.self).shownInMessage
            failed("files", .bagUnlistedFile, "“\(shown)” is in the bag, but \(without[0].0) does not list it.")
        }
        if unlisted == 0 {
            report.add(
                VerificationReport.Check(
                    passed: "files",
                    "\(payload.count.counted("payload file")), \(payload.count == 1 ? "listed" : "all listed")"))
        }
    }

    /// `bag-info.txt`: labels and values; the payload must have as many bytes and files as it says.
    private mutating func checkInfo(_ declaration: BagDeclaration, skipOxum: Bool) {
        let name = ["bag-info.txt", "package-info.txt"].first { files[Array($0.utf8)] != nil }
        guard let name else { return }
        do throws(BundleError) {
            var oxums: [String] = []
            for (index, line) in BagText.lines(try declaration.text(try contents(name), of: name)).enumerated() {
                if line.isEmpty || line.first == " " || line.first == "\t" { continue }
                guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                    throw BundleError(.bagTagFile, "\(name), line \(index + 1), has no label.", next: Self.askAgain)
                }
                if String(line[..<colon]).trimmed.lowercased() == "payload-oxum" {
                    oxums.append(String(line[line.index(after: colon)...]).trimmed)
                }
            }
            let payload = files.values.filter { $0.path.starts(with: Array("data/".utf8)) }
            let actual = "\(payload.reduce(0) { $0 + $1.facts.size }).\(payload.count)"
            for oxum in oxums where oxum != actual && !skipOxum {
                throw BundleError(
                    .bagOxum, "\(name) says that the payload is \(oxum.shownInMessage) (bytes.files); it is \(actual).",
                    next: Self.askAgain)
            }
        } catch {
            report.add(VerificationReport.Check(failed: "info", error))
        }
    }

    /// Nothing is fetched. What should have been fetched must be there already.
    private mutating func checkFetch(_ declaration: BagDeclaration) {
        guard files[Array("fetch.txt".utf8)] != nil else { return }
        do throws(BundleError) {
            for (index, line) in BagText.lines(try declaration.text(try contents("fetch.txt"), of: "fetch.txt"))
                .enumerated()
            where !line.isEmpty {
                let parts = line.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" })
                guard parts.count == 3, parts[1] == "-" || Int64(parts[1]) != nil else {
                    throw BundleError(
                        .bagFetch, "fetch.txt, line \(index + 1), is not of its form.", next: Self.askAgain)
                }
                let path = BagPath.withoutDot(String(parts[2]))
                if let what = BagPath.fault(path) {
                    failed("fetch", .bagUnsafePath, "fetch.txt: the path “\(path.shownInMessage)” \(what).")
                } else if !PathSegments.isPayload(path) {
                    failed("fetch", .bagUnsafePath, "fetch.txt: “\(path.shownInMessage)” is not a payload file.")
                } else if resolve(path) == nil {
                    failed("fetch", .bagFetch, "“\(path.shownInMessage)” was never fetched; nothing is fetched here.")
                }
            }
            warnings.append("fetch.txt was not followed")
        } catch {
            report.add(VerificationReport.Check(failed: "fetch", error))
        }
    }

    /// - Returns: the SHA-256 of each file that is listed with it.
    private mutating func checkDigests(
        _ manifests: [BagManifest], _ progress: Progress.Callback?
    ) throws(BundleError) -> [[UInt8]: [UInt8]] {
        typealias Wanted = (manifest: String, algorithm: BagAlgorithm, digest: [UInt8])
        var wanted: [[UInt8]: [Wanted]] = [:]
        for manifest in manifests {
            for line in manifest.lines {
                guard let file = resolve(line.path) else { continue }
                wanted[file.path, default: []].append((manifest.name, manifest.algorithm, line.digest))
            }
        }
        let total = wanted.keys.reduce(Int64(0)) { $0 + (files[$1]?.facts.size ?? 0) }
        var done: Int64 = 0
        var wrong = 0
        var measured: [[UInt8]: [UInt8]] = [:]
        for path in wanted.keys.sorted(by: Self.precedes) {
            let shown = String(decoding: path, as: UTF8.self).shownInMessage
            let list = wanted[path] ?? []
            do throws(BundleError) {
                let file = try OpenFile(bytes: Array(folder.utf8) + [0x2F] + path, shown: shown)
                let digests = try BagAlgorithm.digests(Set(list.map(\.algorithm)), of: file)
                measured[path] = digests[.sha256]
                for (manifest, algorithm, digest) in list where digests[algorithm] != digest {
                    wrong += 1
                    failed(
                        "digests", .bagChecksum,
                        "“\(shown)” does not have the \(algorithm.rawValue) that \(manifest) lists.")
                }
            } catch  where error.code != .cancelled {
                wrong += 1
                report.add(VerificationReport.Check(failed: "digests", error))
            }
            done += files[path]?.facts.size ?? 0
            progress?(Progress(bytes: done, total: total, name: shown))
        }
        if wrong == 0 {
            report.add(
                VerificationReport.Check(
                    passed: "digests", "the listed digests of \(wanted.count.counted("file")) fit"))
        }
        return measured
    }
}
