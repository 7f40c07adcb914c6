import Vocabulary

extension Verifier {
    typealias ReadManifest = (manifest: SignedManifest, bytes: [UInt8], digest: Digest)

    /// Each manifest must list exactly the entries, and have its signature beside it.
    mutating func checkManifests() -> [ReadManifest] {
        var names: Set<String> = []
        var read: [ReadManifest] = []
        var number = 1
        while bundle.entry(SignedManifest.manifestPath(number)) != nil, number <= 999 {
            names.insert(SignedManifest.manifestPath(number))
            names.insert(SignedManifest.signaturePath(number))
            number += 1
        }
        let covered = Set(bundle.entries.map(\.path).filter { !names.contains($0.text) })
        for number in 1..<max(number, 2) {
            let path = SignedManifest.manifestPath(number)
            do throws(BundleError) {
                let bytes = try bundle.contents(path, limit: Self.manifestLimit)
                let manifest = try SignedManifest(parsing: bytes, number: number)
                read.append((manifest, bytes, Digest(of: bytes)))
                checkCoverage(manifest, covered)
            } catch {
                failed("manifest", error)
            }
        }
        for path in covered.sorted() where path.text.hasPrefix("META-INF/") {
            let isSignature = path.text.hasPrefix("META-INF/signature")
            failed(
                "manifest", isSignature ? .signatureWithoutManifest : .unknownEntry,
                isSignature
                    ? "“\(path)” belongs to no manifest." : "“\(path.text.shownInMessage)” has no place in META-INF.")
        }
        return read
    }

    private mutating func checkCoverage(_ manifest: SignedManifest, _ covered: Set<EntryPath>) {
        let listed = Set(manifest.references.map(\.path))
        let name = SignedManifest.manifestPath(manifest.number)
        var isComplete = true
        for path in covered.subtracting(listed).sorted().prefix(20) where !path.text.hasPrefix("META-INF/") {
            isComplete = false
            failed(
                "manifest", .uncoveredEntry,
                "“\(path.text.shownInMessage)” is in the bundle, but \(name) does not cover it.")
        }
        for path in listed.subtracting(covered).sorted().prefix(20) {
            isComplete = false
            failed("manifest", .absentEntry, "\(name) lists “\(path.text.shownInMessage)”, which is not in the bundle.")
        }
        if isComplete { passed("manifest", "\(name) covers all \(covered.count) files") }
    }
}
