package import Seal
package import Vocabulary

/// A bundle of which everything that was asked holds. Only `UnverifiedBundle.verify` makes one.
package struct VerifiedBundle: Sendable {
    /// The digest of the bundle: of its first manifest. A second signature does not change it.
    package let digest: Digest
    package let record: BundleRecord
    package let exhibits: [ExhibitRecord]
    /// Whose signatures cover the bundle.
    package let signers: [TrustedIdentity]
    /// Whose signature covers `disclosure.json`: in an extract, the packer of the original.
    package let discloser: TrustedIdentity
    let source: UnverifiedBundle

    init(
        source: UnverifiedBundle, digest: Digest, record: BundleRecord, exhibits: [ExhibitRecord],
        signers: [TrustedIdentity], discloser: TrustedIdentity
    ) {
        self.source = source
        self.digest = digest
        self.record = record
        self.exhibits = exhibits
        self.signers = signers
        self.discloser = discloser
    }

    package var path: String { source.path }

    package func exhibit(_ number: ExhibitNumber) -> ExhibitRecord? {
        // Numbers usually are positions.
        let guess = number.value - 1
        if exhibits.indices.contains(guess), exhibits[guess].number == number { return exhibits[guess] }
        return exhibits.first { $0.number == number }
    }

    /// Where an exhibit's bytes stand in the file: contents are stored as they are.
    package func location(of number: ExhibitNumber) -> (offset: Int64, size: Int64)? {
        exhibit(number).flatMap { source.entry($0.path.text) }.map { ($0.contents, $0.size) }
    }

    /// A range of an exhibit's bytes, at most as many as there are.
    package func read(_ number: ExhibitNumber, offset: Int64 = 0, count: Int) throws(BundleError) -> [UInt8] {
        guard let place = location(of: number), offset >= 0, offset <= place.size else { throw Self.unknown(number) }
        return try source.file.bytes(at: place.offset + offset, count: min(count, Int(place.size - offset)))
    }

    static func unknown(_ number: ExhibitNumber) -> BundleError {
        BundleError(.itemUnknown, "There is no exhibit \(number) in this bundle.", next: "See the list: saksi inspect.")
    }
}
