package import Vocabulary

extension VerifiedBundle {
    /// Makes a bundle of some of the exhibits, signed by a node, for the case that not all is released.
    ///
    /// It holds the released exhibits, their records and the packer's signed `disclosure.json`: who gets it can check
    /// each record against the packer's signature, and learns nothing of the others but how many there are.
    /// - Parameters:
    ///   - items: the numbers of the exhibits; at least one.
    ///   - packer: made with the node's credential.
    @concurrent @discardableResult package func extract(
        _ items: Set<ExhibitNumber>, with packer: Packer, recipients: [Recipient], to path: String
    ) async throws(BundleError) -> PackedBundle {
        guard !items.isEmpty else {
            throw BundleError(.itemUnknown, "No exhibit was chosen.", next: "Name at least one exhibit.")
        }
        var parts: [(record: ExhibitRecord, file: OpenFile, offset: Int64)] = []
        for number in items.sorted() {
            guard let exhibit = exhibit(number), let entry = source.entry(exhibit.path.text) else {
                throw Self.unknown(number)
            }
            parts.append((exhibit, source.file, entry.contents))
        }
        let origin =
            record.extractOf ?? BundleRecord.Origin(bundle: record.bundle, digest: digest, packer: record.packer)
        let disclosure = try (
            source.contents(Disclosure.path, limit: Verifier.manifestLimit),
            source.contents(Disclosure.signaturePath, limit: Verifier.signatureLimit)
        )
        return try await packer.pack(
            PackPlan(parts: parts), of: origin, like: record, recipients: recipients, disclosure: disclosure, to: path)
    }
}
