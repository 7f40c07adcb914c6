package import Vocabulary

/// Files that shall come into force, with the signed statement of the member who hands them in.
package struct ActivationRequest: Codable, Hashable, Sendable {
    /// An agreement, an instrument or a law, with the signatures that lie beside it.
    package struct File: Codable, Hashable, Sendable {
        /// For messages.
        package let name: String
        package let contents: Base64Bytes
        /// CMS in DER, detached.
        package let signatures: [Base64Bytes]

        package init(name: String, contents: [UInt8], signatures: [[UInt8]]) {
            self.name = name
            self.contents = Base64Bytes(contents)
            self.signatures = signatures.map { Base64Bytes($0) }
        }
    }

    package let files: [File]
    /// An `agreement-activated` event for the log of the agreement in the path.
    package let statement: SignedStatement

    package init(files: [File], statement: SignedStatement) {
        self.files = files
        self.statement = statement
    }
}

/// What is in force now.
package struct ActivationResult: Codable, Hashable, Sendable {
    package struct Agreement: Codable, Hashable, Sendable {
        package let agreement: AgreementID
        package let version: Int
        package let digest: Digest
        package let log: String
        /// The entry of its activation.
        package let entry: UInt64
        /// Whether it came into force by this request; otherwise it stood so already.
        package let isNew: Bool
        /// The proof of that entry: a C2SP `tlog-proof`, text.
        package let receipt: String
        /// DER of the chain that signed the activation, leaf first, without the root.
        package let certificates: [Base64Bytes]

        package init(
            agreement: AgreementID, version: Int, digest: Digest, log: String, entry: UInt64, isNew: Bool,
            receipt: String, certificates: [[UInt8]]
        ) {
            self.receipt = receipt
            self.certificates = certificates.map { Base64Bytes($0) }
            self.agreement = agreement
            self.version = version
            self.digest = digest
            self.log = log
            self.entry = entry
            self.isNew = isNew
        }
    }

    /// Every agreement that the files touch, by name.
    package let agreements: [Agreement]

    package init(agreements: [Agreement]) {
        self.agreements = agreements
    }
}
