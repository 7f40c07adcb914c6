package import Vocabulary

/// `cosigner.json`: which key signs from a folder. Written once, when somebody said that the key never signed.
///
/// Without it a cosigner would take an empty folder for “nothing cosigned yet”: a disk that is not mounted, a path that is
/// mistyped, a node that was brought back without this part of it; and with another key's it would sign what does not go
/// with what its own key signed.
package struct CosignerMark: Sendable {
    package static let name = "cosigner.json"
    private static let format = "saksi-cosigner-folder/1"

    package let bytes: [UInt8]

    private struct Form: Codable {
        let format: String
        let key: String
    }

    package init(_ key: VerifierKey) throws(VocabularyError) {
        bytes = try CanonicalJSON.encode(Form(format: Self.format, key: key.text))
    }
}

/// `begun`: of which logs something was cosigned from a folder, one SHA-256 of an origin in a line, in order.
///
/// A note that is lost by itself would else be “nothing cosigned yet”. It is written when the first note of a log is on the
/// disk, and before anybody is shown it: so whoever is killed in between has promised nothing.
package struct BegunLogs: Hashable, Sendable {
    package static let name = "begun"

    package private(set) var origins: Set<Digest>

    package init(_ origins: Set<Digest> = []) { self.origins = origins }

    /// - Throws: `custody.cosign.last` if it is not of its form: then nobody knows what was begun.
    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        origins = Set(lines.dropLast().compactMap { try? Digest(hexadecimal: String($0)) })
        guard self.bytes == bytes else {
            throw CustodyError(
                .custodyCosignLast, "The list of logs that were cosigned, “\(Self.name)”, is damaged.",
                next: "Keep the disk. If it cannot be explained, begin with a new key, as docs/operations.md says.")
        }
    }

    package var bytes: [UInt8] { Array(origins.map(\.hexadecimal).sorted().map { $0 + "\n" }.joined().utf8) }

    package func adding(_ more: some Sequence<Digest>) -> BegunLogs { BegunLogs(origins.union(more)) }
}
