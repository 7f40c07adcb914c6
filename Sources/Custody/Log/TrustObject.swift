package import Seal
package import Vocabulary

/// What the log holds beside events so that it can be checked by itself: the certificates that signed them.
///
/// Written as `{"data":"<base64 DER>","mediaType":"application/pkix-cert"}`.
package struct TrustObject: Hashable, Sendable {
    package enum MediaType: String, Word {
        case certificate = "application/pkix-cert"
        case revocationList = "application/pkix-crl"

        package static let noun = "kind of log object"
    }

    private struct Record: Codable {
        let data: String
        let mediaType: MediaType
    }

    package let mediaType: MediaType
    package let der: [UInt8]
    package let bytes: [UInt8]
    /// Of the DER, as events name it.
    package let digest: Digest

    package init(certificate: Certificate) throws(CustodyError) {
        try self.init(mediaType: .certificate, der: certificate.der)
    }

    package init(mediaType: MediaType, der: [UInt8]) throws(CustodyError) {
        let record = Record(data: Base64.encode(der), mediaType: mediaType)
        guard let bytes = try? CanonicalJSON.encode(record) else { throw Self.malformed("could not be written") }
        try self.init(parsing: bytes)
    }

    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        guard bytes.count <= EntryBundle.longestEntry else { throw EntryBundle.tooLong(bytes.count) }
        let record: Record
        do {
            record = try CanonicalJSON.decode(Record.self, from: bytes, noun: "log object")
        } catch {
            throw CustodyError(.custodyObjectForm, error.reason, next: error.nextStep)
        }
        guard let der = Base64.decode(record.data), !der.isEmpty else { throw Self.malformed("has no proper base64") }
        mediaType = record.mediaType
        self.der = der
        self.bytes = bytes
        digest = Digest(of: der)
    }

    /// The certificate, if it is one.
    package var certificate: Certificate? {
        mediaType == .certificate ? try? Certificate(der: der) : nil
    }

    /// Whether the DER is what the media type says.
    package var isWhatItSays: Bool {
        switch mediaType {
        case .certificate: certificate != nil
        case .revocationList: (try? RevocationList(der: der)) != nil
        }
    }

    static let start = Array("{\"data\":\"".utf8)

    private static func malformed(_ what: String) -> CustodyError {
        CustodyError(
            .custodyObjectForm, "The log object \(what).",
            next: "Write it as docs/spec/custody-log.md describes under “Objects”.")
    }
}
