package import Vocabulary

/// A page of the custody of one bundle: its entries in the order of the log, each with its proof.
package struct CustodyPage: Codable, Hashable, Sendable {
    package struct Entry: Codable, Hashable, Sendable {
        package let index: UInt64
        /// The exact bytes of the log entry.
        package let entry: Base64Bytes
        /// The inclusion proof under the checkpoint: hashes of 32 bytes.
        package let proof: [Base64Bytes]

        package init(index: UInt64, entry: [UInt8], proof: [[UInt8]]) {
            self.index = index
            self.entry = Base64Bytes(entry)
            self.proof = proof.map { Base64Bytes($0) }
        }
    }

    package let bundle: BundleID
    package let log: String
    /// The signed checkpoint: a C2SP note, text. The first page alone has it; all are proved under it.
    package let checkpoint: String?
    package let entries: [Entry]
    /// The entry after which the next page starts, if there is one.
    package let next: UInt64?
    /// DER of every certificate that the entries name, and of those that issued them.
    package let certificates: [Base64Bytes]

    package init(
        bundle: BundleID, log: String, checkpoint: String?, entries: [Entry], next: UInt64?, certificates: [[UInt8]]
    ) {
        self.bundle = bundle
        self.log = log
        self.checkpoint = checkpoint
        self.entries = entries
        self.next = next
        self.certificates = certificates.map { Base64Bytes($0) }
    }
}

/// The answer to a cosigned checkpoint: whose signatures the node took.
package struct CosignaturesTaken: Codable, Hashable, Sendable {
    package let cosigners: [Identity]

    package init(cosigners: [Identity]) {
        self.cosigners = cosigners
    }
}
