import TestKit
import Testing

/// Programs that we did not write, which must accept what we make.
extension Bench {
    /// Checks a bundle with unzip, zipinfo, file, sha256sum, bagit.py and openssl; it lies unzipped in the workspace then.
    func checkFromOutside(_ name: String) throws {
        let path = self(name)
        let tested = try Tool.run("unzip", ["-tqq", path])
        #expect(tested.status == 0, "\(tested.everything)")
        let listing = try Tool.run("zipinfo", [path]).output.split(separator: "\n")
        #expect(listing.dropFirst(2).first?.contains(" stor ") == true)
        #expect(listing.dropFirst(2).first?.hasSuffix(" mimetype") == true)
        #expect(!listing.contains { $0.contains(" defN ") })
        let kind = try Tool.run("file", ["-b", path]).output
        #expect(kind.lowercased().contains("asic-e"), "\(kind)")

        let folder = self("unzipped-\(name)")
        #expect(try Tool.run("unzip", ["-qq", path, "-d", folder]).status == 0)
        for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
            let sums = try Tool.run("sha256sum", ["--quiet", "--strict", "-c", manifest], in: folder)
            #expect(sums.status == 0, "\(sums.everything)")
        }
        let bag = try Tool.run("bagit.py", ["--validate", "--quiet", folder])
        #expect(bag.status == 0, "\(bag.everything)")
        for (content, signature) in [
            ("META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"),
            ("metadata/disclosure.json", "metadata/disclosure.p7s"),
        ] {
            let verified = try Tool.run(
                "openssl",
                [
                    "cms", "-verify", "-cades", "-binary", "-x509_strict", "-purpose", "any", "-inform", "DER",
                    "-in", signature, "-content", content, "-CAfile", self("pki/kh/root.pem"), "-out", "/dev/null",
                ], in: folder)
            #expect(verified.status == 0, "\(verified.everything)")
        }
    }

    /// Checks the CASE/UCO metadata of a bundle that was checked before.
    func validateCase(of name: String) throws {
        let document = self("unzipped-\(name)/metadata/case.jsonld")
        let result = try Tool.run("case_validate", [document])
        #expect(result.status == 0, "\(result.everything)")
    }
}
