import ArgumentParser
import EvidenceBundle
import Foundation
import Seal
import Vocabulary

/// `saksi certs mint`: a set of certificates to try everything out with.
struct CertsMint: Verb {
    static let configuration = CommandConfiguration(
        commandName: "mint", abstract: "Make certificates of three parties for demonstrations. Never for real use.",
        discussion: """
            The folder will hold private keys, those of the roots included. Ministries bring certificates of their own.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"), completion: .directory)
    var out: String

    func perform(_ session: Session) async throws -> any Answer {
        try await session.following("Making keys and certificates in \(out.lastName)") { _ in
            try Demonstration(folder: out, now: session.now, randomness: session.randomness).write()
        }
        return Minted(folder: out, trust: try TrustStore(loading: "\(out)/trust.yaml", at: session.now))
    }

    struct Minted: Answer {
        let folder: String
        let trustList: String
        let digest: Digest
        let files: [String]

        init(folder: String, trust: TrustStore) {
            self.folder = folder
            trustList = trust.path
            digest = trust.list.digest
            files = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
                .filter { !"\(folder)/\($0)".isFolder }
                .sorted()
        }

        func write(to page: inout Page) {
            page.line("Made certificates for demonstrations in \(folder.shownInMessage):")
            page.field("trust list", trustList.shownInMessage)
            for file in files where file.hasSuffix(".pem") && !file.contains("authority/") {
                page.line("  \(folder.shownInMessage)/\(file)")
            }
            page.line("Beside each person lies a .p12 file for browsers; its passphrase is in passphrase.txt.")
            page.line("These keys lie open on this disk: never use them for real evidence.")
            page.line("Next: saksi certs check --trust \(trustList.shellWord)")
        }
    }
}
