import Seal
package import Vocabulary

/// What a bundle says of itself. Nothing of it has been verified.
package struct Inspection: Sendable, Encodable {
    package let path: String
    /// Bytes of the file.
    package let size: Int64
    package let digest: Digest
    package let record: BundleRecord
    package let exhibits: [ExhibitRecord]
    package let signatures: [ClaimedSignature]
    /// What is wrong with the container: other programs may see something else in it.
    package let faults: [Fault]

    package struct Fault: Sendable, Encodable {
        package let code: String
        package let reason: String
    }

    package struct ClaimedSignature: Sendable, Encodable {
        package let name: String
        package let signer: String
        /// As the signer claims.
        package let time: Instant
    }
}

extension UnverifiedBundle {
    /// Reads the record without verifying anything.
    package func inspect() throws(BundleError) -> Inspection {
        let manifest = try contents(SignedManifest.manifestPath(1), limit: Verifier.manifestLimit)
        let decoded = try RecordFile.decode(try contents(RecordFile.path, limit: RecordFile.limit))
        var signatures: [Inspection.ClaimedSignature] = []
        for entry in entries where entry.path.text.hasPrefix("META-INF/signature") {
            let der = try contents(entry.path.text, limit: Verifier.signatureLimit)
            do throws(SealError) {
                let signature = try DetachedSignature(der: der)
                signatures.append(
                    Inspection.ClaimedSignature(
                        name: entry.path.text,
                        signer: signature.chain.leaf.identity?.text ?? signature.chain.leaf.subject,
                        time: signature.claimedSigningTime))
            } catch {
                throw BundleError(error).at(entry.path.text)
            }
        }
        return Inspection(
            path: path, size: try file.facts().size, digest: Digest(of: manifest), record: decoded.record,
            exhibits: decoded.exhibits, signatures: signatures,
            faults: faults.map { Inspection.Fault(code: $0.code.name, reason: $0.reason) })
    }
}

extension UnverifiedBundle {
    /// The bytes of one exhibit, as the container has them. Whoever uses them compares their digest.
    package func bytes(of exhibit: ExhibitRecord, limit: Int64) throws(BundleError) -> [UInt8] {
        try contents(exhibit.path.text, limit: limit)
    }
}
