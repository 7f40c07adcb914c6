import FoundationEssentials
package import Vocabulary

/// A file with the detached signatures that lie beside it.
///
/// Everything of the project that people sign follows one convention: beside `NAME` lie files
/// `NAME.<party>-<authority>-<member>.p7s`, each a detached CAdES signature over the exact bytes.
package struct SignedFile: Sendable {
    package let name: String
    package let contents: [UInt8]
    package let digest: Digest
    /// In the order of their files' names.
    package let signatures: [DetachedSignature]
    /// The files of the signatures.
    private var files: [String] = []

    package init(name: String, contents: [UInt8], signatures: [DetachedSignature]) {
        self.name = name
        self.contents = contents
        self.signatures = signatures
        digest = Digest(of: contents)
    }

    /// - Throws: `seal.file` if it cannot be read, `seal.signature.*` if a file beside it is no signature.
    package init(reading path: String) throws(SealError) {
        let folder = FilePath.folder(of: path)
        let name = FilePath.name(of: path)
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { Self.isSignature($0, of: name) }
            .sorted()
        var signatures: [DetachedSignature] = []
        for file in names {
            let bytes = try FilePath.read("\(folder)/\(file)", limit: DetachedSignature.limit)
            do throws(SealError) {
                signatures.append(try DetachedSignature(der: bytes))
            } catch {
                throw error.at(file)
            }
        }
        self.init(name: name, contents: try FilePath.read(path, limit: 1 << 20), signatures: signatures)
        files = names
    }

    /// `NAME.<party>-<authority>-<member>.p7s`, and nothing else that somebody left there.
    private static func isSignature(_ file: String, of name: String) -> Bool {
        guard file.hasPrefix(name + "."), file.hasSuffix(suffix),
            file.utf8.count > name.utf8.count + 1 + suffix.utf8.count
        else { return false }
        let parts = file.dropFirst(name.count + 1).dropLast(suffix.count).utf8.split(
            separator: 0x2D, omittingEmptySubsequences: false)
        return parts.count >= 3 && parts[0].count == 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
            }
    }

    /// The error with the name of the file it was found in.
    func located(_ error: SealError, _ index: Int) -> SealError {
        files.indices.contains(index) ? error.at(files[index]) : error
    }

    private static let suffix = ".p7s"

    /// Where the signature of this member over `path` lies.
    package static func signaturePath(of path: String, by member: Identity) -> String {
        "\(path).\(member.party.lowercased)-\(member.authority)-\(member.name)\(suffix)"
    }

    /// Those who signed, each of whom `trust` vouches for as a signatory at the instant, or at the time that another
    /// party's authority stamped.
    ///
    /// Every signature must hold: one that does not is never passed over.
    package func verify(
        by trust: TrustList, at instant: Instant, revocation: RevocationCheck
    ) throws(SealError) -> [TrustedIdentity] {
        var signers: [TrustedIdentity] = []
        for (index, signature) in signatures.enumerated() {
            do throws(SealError) {
                try signature.verify(over: contents)
                signers.append(
                    try trust.validate(signature, for: .agreement, at: instant, revocation: revocation).signer)
            } catch {
                throw located(error, index)
            }
        }
        return signers
    }

    /// The same, where each of these parties must be among the signers.
    package func verify(
        by trust: TrustList, at instant: Instant, revocation: RevocationCheck, signedBy parties: Set<Party>
    ) throws(SealError) -> [TrustedIdentity] {
        let signers = try verify(by: trust, at: instant, revocation: revocation)
        let missing = parties.subtracting(signers.map(\.identity.party)).sorted()
        guard missing.isEmpty else {
            throw SealError(
                .signedFileMissing,
                "“\(name)” is not signed for \(missing.map(\.text).joined(separator: ", ")).",
                next: "Have a signatory of each missing party sign it; the signatures lie beside the file.")
        }
        return signers
    }
}

/// Reading files and taking paths apart.
enum FilePath {
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    static func read(_ path: String, limit: Int) throws(SealError) -> [UInt8] {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= limit else {
            throw SealError(
                .fileUnreadable, "The file “\(path)” is missing, unreadable or too large.",
                next: "Check the path and who may read it.")
        }
        return Array(data)
    }
}
