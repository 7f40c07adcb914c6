package import Vocabulary

/// What is said of one exhibit. Optional keys are left out when there is nothing to say.
package struct ExhibitRecord: Hashable, Sendable, Codable {
    package var number: ExhibitNumber
    /// The entry in the bundle, `data/…`.
    package var path: EntryPath
    /// The path in the packed folder, exactly as it was; absent if it was not UTF-8.
    package var originalName: String?
    /// The bytes of such a path, in hexadecimal.
    package var originalNameBytes: String?
    /// Bytes.
    package var size: Int64
    package var sha256: Digest
    package var mediaType: String
    package var category: EvidenceCategory
    /// Empty where no handling code was given to the material, which somebody has said.
    package var handling: [HandlingCode]
    /// Other restrictions, in words.
    package var conditions: String?
    package var evaluation: Evaluation?
    package var victimIdentity: VictimIdentity
    package var origin: Party
    package var language: String?
    package var description: String?
    package var collected: Collection?
    /// The exhibit it was taken from, such as the archive it lay in.
    package var derivedFrom: ExhibitNumber?
    package var renditionOf: Rendition?
    package var copy: CopyKind?
    package var source: String?
    package var seizure: String?
    /// How it was acquired, with the tool's own digests quoted; nothing relies on them.
    package var acquisition: String?
    package var paperOriginal: String?
    package var elements: [String]?
    package var flags: [ItemFlag]
    package var externalReferences: [String]?
    /// Keeps the record from being guessed from its digest in `disclosure.json`.
    package var salt: Salt

    package struct Collection: Hashable, Sendable, Codable {
        package var by: String?
        package var at: StatedInstant?
        package var `where`: String?
        package var method: String?
        package var tool: String?
        package var authorization: String?
    }

    package struct Rendition: Hashable, Sendable, Codable {
        package var exhibit: ExhibitNumber
        package var kind: RenditionKind
        /// Who made it and how: software cannot prove that a blur is faithful.
        package var by: String?
    }

    /// The most bytes that a record may have: more than all its fields together can hold, each at its own limit.
    package static let longest = 1 << 20

    /// The path in the packed folder, for people.
    package var shownName: String { (originalName ?? path.text).shownInMessage }

    /// What `disclosure.json` holds of this record: SHA-256 over the salt and the record's canonical JSON.
    func commitment(_ encoded: [UInt8]) -> Digest {
        SaltedCommitment(salt: salt, content: encoded).digest
    }
}
