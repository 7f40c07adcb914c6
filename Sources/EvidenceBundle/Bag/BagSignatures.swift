import Seal
import Vocabulary

/// The manifests and signatures of a bundle that lie beside a bag: it was made by `saksi export`.
extension Bag {
    private typealias Check = VerificationReport.Check

    mutating func checkSignatures(_ asked: VerificationRequest) throws(BundleError) {
        guard files.keys.contains(where: { $0.starts(with: Array("META-INF/".utf8)) }) else {
            add([Check(notChecked: "signature", "a bag carries no signature: it shows accidents, not who made it")])
            require(asked.requiredSigners, among: [])
            return
        }
        var last = 1
        while last < 999, has(SignedManifest.manifestPath(last + 1)) { last += 1 }
        var first: SignedManifest?
        var signers: [Signer] = []
        for number in 1...last {
            do throws(BundleError) {
                let path = SignedManifest.manifestPath(number)
                let bytes = try present(path)
                let manifest = try SignedManifest(parsing: bytes, number: number)
                if let first {
                    guard first.references == manifest.references else {
                        throw BundleError(
                            .manifestDisagrees,
                            "\(path) lists other contents than the first manifest. Its signature does not count.",
                            next: Self.askAgain)
                    }
                } else {
                    first = manifest
                    identify(Digest(of: bytes), asked.trust == nil ? nil : asked.time.words)
                }
                let signature = SignedManifest.signaturePath(number)
                let (checks, signer) = SignatureJudge(asked: asked).judge(
                    try present(signature), over: bytes, at: signature, step: "signature")
                add(checks)
                if let signer { signers.append(signer) }
            } catch {
                add([Check(failed: "manifest", error)])
                if first == nil { break }
            }
        }
        add(SignatureJudge(asked: asked).trustList)
        if let first { try compare(first, last) }
        require(asked.requiredSigners, among: signers)
    }

    private mutating func require(_ required: [Identity], among signers: [Signer]) {
        for one in required where !signers.contains(where: { $0.claimed == one }) {
            failed("signers", .requiredSignerMissing, "\(one) has not signed, but must have.")
        }
    }

    /// Every file of the bag must be one that was signed, with the digest that was signed.
    private mutating func compare(_ manifest: SignedManifest, _ last: Int) throws(BundleError) {
        let before = report.failures.count
        var own: Set<[UInt8]> = []
        for number in 1...last {
            own.insert(Array(SignedManifest.manifestPath(number).utf8))
            own.insert(Array(SignedManifest.signaturePath(number).utf8))
        }
        for reference in manifest.references where report.failures.count < before + 20 {
            let path = Array(reference.path.text.utf8)
            let shown = reference.path.text.shownInMessage
            own.insert(path)
            guard files[path] != nil else {
                failed("manifest", .absentEntry, "The signed manifest lists “\(shown)”, which is not in the bag.")
                continue
            }
            let file = try OpenFile(bytes: Array(folder.utf8) + [0x2F] + path, shown: shown)
            if try BagAlgorithm.digests([.sha256], of: file)[.sha256] != reference.digest.bytes {
                failed("manifest", .digestMismatch, "“\(shown)” is not what was signed: its SHA-256 differs.")
            }
        }
        let unsigned = files.keys.filter { !own.contains($0) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        for path in unsigned.prefix(20) where report.failures.count < before + 20 {
            let shown = String(decoding: path, as: UTF8.self).shownInMessage
            failed("manifest", .uncoveredEntry, "“\(shown)” is in the bag, but the signed manifest does not cover it.")
        }
        guard report.failures.count == before else { return }
        let all = "all \(manifest.references.count) files are those of the signed manifest"
        add([Check(passed: "manifest", all)])
    }

    private func has(_ path: String) -> Bool { files[Array(path.utf8)] != nil }

    private func present(_ path: String) throws(BundleError) -> [UInt8] {
        guard has(path) else {
            throw BundleError(.missingEntry, "The bag has signatures, but no “\(path)”.", next: Self.askAgain)
        }
        return try contents(path)
    }
}
