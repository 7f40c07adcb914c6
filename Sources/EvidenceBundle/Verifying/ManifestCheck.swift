import Vocabulary

extension Verifier {
    /// A manifest that may be signed: it lists what the first one lists.
    typealias ReadManifest = (number: Int, bytes: [UInt8], digest: Digest)

    /// Each manifest must list exactly the entries, all with the same digests, and have its signature beside it.
    mutating func checkManifests() -> [ReadManifest] {
        var last = 1
        while last < 999, files.has(SignedManifest.manifestPath(last + 1)) { last += 1 }
        var read: [ReadManifest] = []
        for number in 1...last {
            let path = SignedManifest.manifestPath(number)
            do throws(BundleError) {
                let bytes = try files.contents(path, limit: Self.manifestLimit)
                let manifest = try SignedManifest(parsing: bytes, number: number)
                if number == 1 {
                    signed = Dictionary(uniqueKeysWithValues: manifest.references.map { ($0.path, $0.digest) })
                    checkCoverage(last)
                } else {
                    guard !read.isEmpty else { break }
                    try compare(manifest, path)
                }
                read.append((number, bytes, Digest(of: bytes)))
            } catch {
                failed("manifest", error)
            }
        }
        checkNames(last)
        return read
    }

    /// Whoever signs another manifest signs other evidence.
    private mutating func compare(_ manifest: SignedManifest, _ path: String) throws(BundleError) {
        let other = manifest.references.first { signed[$0.path] != $0.digest }
        guard other == nil, manifest.references.count == signed.count else {
            let what = other.map { ": it has “\($0.path.text.shownInMessage)” with another digest or alone" } ?? ""
            throw BundleError(
                .manifestDisagrees,
                "\(path) lists other contents than the first manifest\(what). Its signature does not count.",
                next: ContainerReader.askAgain)
        }
        passed("manifest", "\(path) lists the same files with the same digests")
    }

    private mutating func checkCoverage(_ last: Int) {
        let own = ownNames(last)
        var isComplete = true
        for path in files.paths.filter({ signed[$0] == nil && !$0.isBesideContents }).prefix(20) {
            isComplete = false
            failed(
                "manifest", .uncoveredEntry,
                "“\(path.text.shownInMessage)” is in the bundle, but its manifest does not cover it.")
        }
        for path in signed.keys.filter({ files.size(of: $0) == nil || own.contains($0.text) }).sorted().prefix(20) {
            isComplete = false
            failed(
                "manifest", .absentEntry,
                "The manifest lists “\(path.text.shownInMessage)”, which is not in the bundle.")
        }
        if isComplete {
            passed(
                "manifest", "\(SignedManifest.manifestPath(1)) covers \(signed.count.counted("file")): all there are")
        }
    }

    /// In META-INF stand manifests and their signatures, and nothing else.
    private mutating func checkNames(_ last: Int) {
        let own = ownNames(last)
        for path in files.paths.filter({ $0.isBesideContents && !own.contains($0.text) }).prefix(20) {
            let isSignature = path.text.hasPrefix("META-INF/signature")
            failed(
                "manifest", isSignature ? .signatureWithoutManifest : .unknownEntry,
                isSignature
                    ? "“\(path)” belongs to no manifest."
                    : "“\(path.text.shownInMessage)” has no place in META-INF.")
        }
    }

    private func ownNames(_ last: Int) -> Set<String> {
        let present = (1...last).filter { files.has(SignedManifest.manifestPath($0)) }
        return Set(present.flatMap { [SignedManifest.manifestPath($0), SignedManifest.signaturePath($0)] })
    }
}
