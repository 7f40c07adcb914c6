package import Vocabulary

/// What policy has to know of a bundle before it is sent: each set of facts that some exhibit has, once.
package struct SubmissionProposal: Codable, Hashable, Sendable {
    package let caseNumber: CaseNumber
    package let channel: Channel
    package let exhibits: [ExhibitTraits]
    /// What the case is about, if the submitter declares it.
    package let offence: Offence?
    package let place: Party?
    package let forum: Party?

    package init(
        caseNumber: CaseNumber, channel: Channel, exhibits: [ExhibitTraits], offence: Offence?, place: Party? = nil,
        forum: Party? = nil
    ) {
        self.place = place
        self.forum = forum
        self.caseNumber = caseNumber
        self.offence = offence
        self.channel = channel
        self.exhibits = exhibits
    }
}

/// The answer to a completed upload, and to a repeated one.
package struct SubmissionResult: Codable, Hashable, Sendable {
    package let bundle: BundleID
    package let agreement: AgreementID
    /// SHA-256 of the bundle's first manifest: what custody speaks of.
    package let bundleDigest: Digest
    /// SHA-256 of the file as it was sent.
    package let fileDigest: Digest
    package let acceptedAt: Instant
    /// The receipt: a C2SP `tlog-proof`, text.
    package let receipt: String
    /// How many cosigners of other parties it lacks for the quorum of the agreement; absent if none.
    package let cosignersMissing: Int?
    /// DER of the chain that signed the receipt's event, leaf first, without the root.
    package let certificates: [Base64Bytes]
    /// RFC 3161 tokens over the text of the receipt's checkpoint, in DER; absent if there is none yet.
    package let timestamps: [Base64Bytes]?
    /// Whether the agreement asks for a time-stamp of another party's authority and none is there; absent if not.
    package let timestampMissing: Bool?

    package init(
        bundle: BundleID, agreement: AgreementID, bundleDigest: Digest, fileDigest: Digest, acceptedAt: Instant,
        receipt: String, certificates: [[UInt8]], timestamps: [[UInt8]] = [], cosignersMissing: Int = 0,
        timestampMissing: Bool = false
    ) {
        self.cosignersMissing = cosignersMissing > 0 ? cosignersMissing : nil
        self.timestampMissing = timestampMissing ? true : nil
        self.timestamps = timestamps.isEmpty ? nil : timestamps.map { Base64Bytes($0) }
        self.bundle = bundle
        self.agreement = agreement
        self.bundleDigest = bundleDigest
        self.fileDigest = fileDigest
        self.acceptedAt = acceptedAt
        self.receipt = receipt
        self.certificates = certificates.map { Base64Bytes($0) }
    }
}

/// The answer to a signed event that was committed.
package struct EventResult: Codable, Hashable, Sendable {
    package let event: EventID
    /// Its place in the log.
    package let index: UInt64
    /// The proof that it is there: a C2SP `tlog-proof`, text.
    package let receipt: String
    /// What policy says of the act that was recorded, in sentences for the person; absent if nothing.
    package let warnings: [String]?

    package init(event: EventID, index: UInt64, receipt: String, warnings: [String] = []) {
        self.event = event
        self.index = index
        self.receipt = receipt
        self.warnings = warnings.isEmpty ? nil : warnings
    }
}
