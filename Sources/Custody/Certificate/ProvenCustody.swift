package import Seal
package import Vocabulary

/// `custody.json`, which a certificate of custody is made from: docs/spec/custody-log.md, “custody.json”.
///
/// Canonical JSON. Everything in it follows from the files that it names, except when, by whom and with what it was made,
/// what it says of a copy of the bundle and of the agreement's terms, and the words of clauses: these are its maker's word
/// until a reader holds them against a copy and signed files of their own.
package struct ProvenCustody: Hashable, Sendable, Codable {
    /// One step, as its signed event says it.
    package struct Step: Hashable, Sendable, Codable {
        /// The place in the log.
        package let index: Int
        /// SHA-256 of the envelope.
        package let digest: Digest
        package let event: CustodyEvent
        /// Whom its certificates name, in the order of the signatures.
        package let signers: [Identity]
        /// Absent where the signers' certificates were good when this was made.
        package let certificate: CertificateStanding?

        package init(index: Int, event verified: VerifiedEvent, certificate: CertificateStanding?) {
            self.index = index
            digest = verified.digest
            event = verified.event
            signers = verified.signers.compactMap(\.identity)
            self.certificate = certificate
        }

        /// Its proof, with envelope and checkpoint.
        package var path: String { Self.path(at: index) }

        package static func path(at index: Int) -> String {
            let digits = String(index)
            return "steps/" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits + ".tlog-proof"
        }
    }

    package struct File: Hashable, Sendable, Codable {
        package let path: String
        package let digest: Digest

        package init(path: String, digest: Digest) {
            self.path = path
            self.digest = digest
        }
    }

    /// The head of the log that the proofs lead to.
    package struct Head: Hashable, Sendable, Codable {
        package let size: Int
        package let root: Digest
        /// How the log's key is written that signed it.
        package let key: VerifierKey
        /// Of other parties, whose signatures hold, with the keys that they signed with.
        package let cosigners: [Cosigner]
        /// Absent where the agreement was not at hand.
        package let quorum: Quorum?

        package init(_ checkpoint: Checkpoint, key: VerifierKey, cosigners: [Cosigner], quorum: Quorum?) {
            size = checkpoint.size
            root = checkpoint.root
            self.key = key
            self.cosigners = cosigners
            self.quorum = quorum
        }
    }

    /// What the agreement asks of cosigners, as one version of its file says.
    package struct Quorum: Hashable, Sendable, Codable {
        /// SHA-256 of the file.
        package let digest: Digest
        package let version: Int
        /// How many of other parties than the one that runs the node.
        package let needed: Int
        /// How many of them have not signed.
        package let missing: Int

        package init(digest: Digest, version: Int, needed: Int, missing: Int) {
            self.digest = digest
            self.version = version
            self.needed = needed
            self.missing = missing
        }

        /// Each cosigner who signed leaves one less missing, or none.
        fileprivate func fits(_ cosigners: Int) -> Bool {
            needed >= 0 && (0...needed).contains(missing) && needed - missing <= cosigners
        }
    }

    /// The trust list that everything was checked with.
    package struct Trust: Hashable, Sendable, Codable {
        package let digest: Digest
        package let version: Int

        package init(_ list: TrustList) {
            digest = list.digest
            version = list.version
        }
    }

    /// A clause that a step cites, in the words of the file that it stands in.
    package struct Clause: Hashable, Sendable, Codable {
        package let clause: ClauseNumber
        package let of: AgreementID
        package let version: Int
        /// SHA-256 of the file.
        package let digest: Digest
        /// By the code of each language.
        package let says: [String: String]

        package init(
            _ citation: ClauseCitation, version: Int, digest: Digest, says: [String: String]
        ) {
            clause = citation.clause
            of = citation.of
            self.version = version
            self.digest = digest
            self.says = says
        }
    }

    /// A copy of the bundle that was checked together with its custody.
    package struct Copy: Hashable, Sendable, Codable {
        /// SHA-256 of its signed manifest: the bundle's own, or that of an extract from it.
        package let bundle: Digest
        package let file: Digest
        package let isExtract: Bool
        /// Bytes.
        package let size: Int

        package init(bundle: Digest, file: Digest, isExtract: Bool, size: Int) {
            self.bundle = bundle
            self.file = file
            self.isExtract = isExtract
            self.size = size
        }
    }

    package let format: String
    /// The program that made the pages: `saksi 0.1.0`.
    package let writer: String
    package let made: Instant
    package let offset: UTCOffset
    /// The language of the pages, and the one beside it.
    package let language: String
    package let beside: String?
    /// Who signs the list of files; absent where nobody does.
    package let signer: Identity?

    package let log: LogOrigin
    package let bundle: BundleMention
    package let phone: PhoneDigits
    package let copy: Copy?
    package let checkpoint: Head
    package let trust: Trust
    package let steps: [Step]
    /// Absent where the files were not at hand.
    package let clauses: [Clause]?
    /// All that prove it, in the order of their paths.
    package let files: [File]

    package static let format = "saksi-custody/1"
    package static let limit = 64 << 20

    package init(
        writer: String, made: Instant, offset: UTCOffset, language: String, beside: String?, signer: Identity?,
        log: LogOrigin, bundle: BundleMention, copy: Copy?, checkpoint: Head, trust: Trust, steps: [Step],
        clauses: [Clause], files: [File]
    ) {
        format = Self.format
        self.writer = writer
        self.made = made
        self.offset = offset
        self.language = language
        self.beside = beside
        self.signer = signer
        self.log = log
        self.bundle = bundle
        phone = PhoneDigits(bundle.digest)
        self.copy = copy
        self.checkpoint = checkpoint
        self.trust = trust
        self.steps = steps
        self.clauses = clauses.isEmpty ? nil : clauses
        self.files = files
    }

    /// - Throws: `custody.record.form` for anything that is not exactly of the form.
    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        let record: ProvenCustody
        do {
            record = try CanonicalJSON.decode(
                ProvenCustody.self, from: bytes, noun: "record of custody", limit: Self.limit)
        } catch {
            throw Self.malformed(error.reason)
        }
        guard record.format == Self.format else { throw Self.malformed("It is not of the format \(Self.format).") }
        guard record.phone == PhoneDigits(record.bundle.digest) else {
            throw Self.malformed("Its digits for the telephone are not those of its digest.")
        }
        let indices = record.steps.map(\.index)
        guard !indices.isEmpty, zip(indices, indices.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw Self.malformed("Its steps are not in the order of the log.")
        }
        let cosigners = Set(record.checkpoint.cosigners.map(\.identity))
        guard record.checkpoint.quorum?.fits(cosigners.count) ?? true else {
            throw Self.malformed("It does not count its cosigners as it names them.")
        }
        let paths = record.files.map(\.path)
        guard zip(paths, paths.dropFirst()).allSatisfy({ $0.utf8.lexicographicallyPrecedes($1.utf8) }) else {
            throw Self.malformed("Its files are not in order, each once.")
        }
        if let objection = record.wordsObjection ?? record.copyObjection { throw Self.malformed(objection) }
        self = record
    }

    package var bytes: [UInt8] {
        get throws(VocabularyError) { try CanonicalJSON.encode(self) }
    }

    /// What the QR code says: the bundle and its digest.
    package var code: String { "SAKSI:\(bundle.id.text.uppercased()):\(bundle.digest.hexadecimal.uppercased())" }

    static func malformed(_ what: String) -> CustodyError {
        CustodyError(
            .custodyRecordForm, "custody.json is not of its form. \(what)",
            next: "Ask whoever made the certificate for the whole folder again.")
    }
}

extension ErrorCode {
    package static let custodyRecordForm = ErrorCode("custody.record.form", .evidence)
}
