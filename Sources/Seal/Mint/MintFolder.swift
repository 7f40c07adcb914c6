import Foundation
import Vocabulary

/// The files of a demonstration PKI. What holds a key is readable by its owner only.
struct MintFolder {
    private let folder: String

    init(_ folder: String) { self.folder = folder }

    /// `kh/ahtjpp-0101`
    static func stem(of identity: Identity) -> String {
        "\(identity.party.lowercased)/\(identity.authority)-\(identity.name)"
    }

    /// Makes the folder, if it is not there, and in it everything that `body` writes: all of it or nothing.
    /// - Throws: `seal.mint.exists` if something lies there already.
    static func fill(_ folder: String, _ body: (MintFolder) throws(SealError) -> Void) throws(SealError) {
        let manager = FileManager.default
        let there = try? manager.contentsOfDirectory(atPath: folder)
        guard there?.isEmpty ?? !manager.fileExists(atPath: folder) else {
            throw SealError(
                .mintExists, "“\(folder.shownInMessage)” is there already and not empty.",
                next: "Choose an empty folder, or one that is not there yet.")
        }
        let temporary = "\(folder)/.minting"
        do throws(SealError) {
            try body(MintFolder(temporary))
            // The trust list last: where it is, all is.
            let names = ((try? manager.contentsOfDirectory(atPath: temporary)) ?? []).sorted {
                ($0 == trustList ? 1 : 0, $0) < ($1 == trustList ? 1 : 0, $1)
            }
            for name in names {
                do { try manager.moveItem(atPath: "\(temporary)/\(name)", toPath: "\(folder)/\(name)") } catch {
                    throw MintFolder(folder).unwritable("\(folder)/\(name)")
                }
            }
            try? manager.removeItem(atPath: temporary)
        } catch {
            for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
                try? manager.removeItem(atPath: "\(folder)/\(name)")
            }
            if there == nil { try? manager.removeItem(atPath: folder) }
            throw error
        }
    }

    static let trustList = "trust.yaml"

    func read(_ name: String) throws(SealError) -> [UInt8] {
        try FilePath.read("\(folder)/\(name)", limit: 16 << 20)
    }

    func write(_ bytes: [UInt8], to name: String) throws(SealError) { try write(bytes, to: name, mode: 0o644) }

    func writeSecret(_ text: String, to name: String) throws(SealError) {
        try write(Array(text.utf8), to: name, mode: 0o600)
    }

    func write(_ list: RevocationList, to name: String) throws(SealError) {
        try write(Array(list.pem.utf8), to: name)
    }

    /// Chain and key in one PEM file; a PKCS#12 file beside it if there is a passphrase.
    func write(_ credential: Credential, named stem: String, _ passphrase: Secret<String>?) throws(SealError) {
        try writeSecret(credential.chain.pem + credential.privateKeyPEM.revealed, to: stem + ".pem")
        guard let passphrase else { return }
        try write(try credential.pkcs12(passphrase: passphrase), to: stem + ".p12", mode: 0o600)
    }

    func writeAuthority(_ authority: Mint.Authority, to name: String) throws(SealError) {
        let key = PEMFile.text("PRIVATE KEY", authority.privateKey.revealed)
        try writeSecret(authority.certificate.pem + key, to: name)
    }

    /// The issuing authority of a party, as `writeAuthority` left it.
    func readAuthority(_ party: Party) throws(SealError) -> Mint.Authority {
        let pem = try read("\(party.lowercased)/authority/issuing.pem")
        let certificates = try Certificate.list(pem: pem)
        guard let certificate = certificates.first,
            let key = try PEMFile.blocks(pem).first(where: { $0.label == "PRIVATE KEY" })
        else {
            throw SealError(
                .keyUnreadable, "The issuing authority of \(party) has no key in “\(folder)”.",
                next: "Use the folder that “saksi certs mint” wrote.")
        }
        return Mint.Authority(certificate: certificate, above: [], privateKey: Secret(key.der))
    }

    private func write(_ bytes: [UInt8], to name: String, mode: Int) throws(SealError) {
        let path = "\(folder)/\(name)"
        let manager = FileManager.default
        do {
            try manager.createDirectory(atPath: FilePath.folder(of: path), withIntermediateDirectories: true)
        } catch {
            throw unwritable(path)
        }
        // The mode is set while the file is empty: a key is never readable by others, not even for a moment.
        try? manager.removeItem(atPath: path)
        guard manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: mode]),
            let file = FileHandle(forWritingAtPath: path), (try? file.write(contentsOf: Data(bytes))) != nil,
            (try? file.close()) != nil
        else { throw unwritable(path) }
    }

    private func unwritable(_ path: String) -> SealError {
        SealError(
            .fileUnwritable, "“\(path.shownInMessage)” cannot be written.",
            next: "Check who may write there and that the disk is not full, then run the same command again.")
    }
}
