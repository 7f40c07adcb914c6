package import Vocabulary

/// How a log grows in one commit.
package struct LogStep: Hashable, Sendable {
    package let log: LogKey
    /// The size that the log has to have before; anything else is an error, and nothing is written.
    package let expectedSize: Int64
    /// The exact bytes of the new entries.
    package let entries: [[UInt8]]
    /// Every tile that is new or has grown.
    package let tiles: [TileRow]
    /// The signed note over the new size.
    package let checkpoint: [UInt8]
    package let time: Instant

    package init(
        log: LogKey, expectedSize: Int64, entries: [[UInt8]], tiles: [TileRow], checkpoint: [UInt8], time: Instant
    ) {
        self.log = log
        self.expectedSize = expectedSize
        self.entries = entries
        self.tiles = tiles
        self.checkpoint = checkpoint
        self.time = time
    }
}

/// Everything that one acknowledged step writes. All of it is durable, or nothing is.
package struct Commit: Hashable, Sendable {
    package var step: LogStep?
    /// What cosigners signed; one that is there already stays as it is.
    package var cosignatures: [CosignatureRow]
    package var events: [EventRow]
    package var certificates: [CertificateRow]
    package var bundles: [NewBundle]
    package var exhibits: [ExhibitRow]
    package var receipts: [ReceiptRow]
    package var releases: [ReleaseRow]
    /// Releases whose recipient has signed for them, with the entry of that event.
    package var acknowledgedReleases: [ReleaseID: Int64]
    package var decisions: [DecisionRow]
    /// New cases, and cases known already in their new form.
    package var cases: [CaseRow]
    package var hearings: [HearingRow]
    package var approvals: [ApprovalRow]
    /// Approvals that this uses up, by their events, with the entry that does. None serves twice.
    package var spentApprovals: [Digest: Int64]
    package var consents: [ConsentRow]
    /// Consents that this ends, by their events, with the entry that does.
    package var withdrawnConsents: [Digest: Int64]
    package var overrides: [OverrideRow]
    /// Overrides that a second leader signed, by their events.
    package var secondedOverrides: [Digest: SecondedOverride]
    /// Overrides that this ends, by their events, with the entry that does.
    package var withdrawnOverrides: [Digest: Int64]
    package var courtOrders: [CourtOrderRow]
    /// Courts' orders that this ends, by their events, with the entry that does.
    package var endedCourtOrders: [Digest: Int64]
    package var texts: [TextRow]
    /// The words that this destroys, by the events that they are beside, with the entry that says so.
    package var destroyedTexts: [Digest: Int64]
    /// Uploads that have ended, known or not.
    package var forgetUploads: [UploadID]

    package init(
        step: LogStep? = nil, cosignatures: [CosignatureRow] = [], events: [EventRow] = [],
        certificates: [CertificateRow] = [], bundles: [NewBundle] = [],
        exhibits: [ExhibitRow] = [], receipts: [ReceiptRow] = [], releases: [ReleaseRow] = [],
        acknowledgedReleases: [ReleaseID: Int64] = [:], decisions: [DecisionRow] = [], cases: [CaseRow] = [],
        hearings: [HearingRow] = [], approvals: [ApprovalRow] = [], spentApprovals: [Digest: Int64] = [:],
        consents: [ConsentRow] = [], withdrawnConsents: [Digest: Int64] = [:],
        overrides: [OverrideRow] = [], secondedOverrides: [Digest: SecondedOverride] = [:],
        withdrawnOverrides: [Digest: Int64] = [:], courtOrders: [CourtOrderRow] = [],
        endedCourtOrders: [Digest: Int64] = [:], texts: [TextRow] = [], destroyedTexts: [Digest: Int64] = [:],
        forgetUploads: [UploadID] = []
    ) {
        self.step = step
        self.cosignatures = cosignatures
        self.events = events
        self.certificates = certificates
        self.bundles = bundles
        self.exhibits = exhibits
        self.receipts = receipts
        self.releases = releases
        self.acknowledgedReleases = acknowledgedReleases
        self.decisions = decisions
        self.cases = cases
        self.hearings = hearings
        self.approvals = approvals
        self.spentApprovals = spentApprovals
        self.consents = consents
        self.withdrawnConsents = withdrawnConsents
        self.overrides = overrides
        self.secondedOverrides = secondedOverrides
        self.withdrawnOverrides = withdrawnOverrides
        self.courtOrders = courtOrders
        self.endedCourtOrders = endedCourtOrders
        self.texts = texts
        self.destroyedTexts = destroyedTexts
        self.forgetUploads = forgetUploads
    }

    /// What the commit adds to the write-ahead log, roughly, in bytes.
    var weight: Int {
        let rows = events.count + certificates.count + exhibits.count + decisions.count + releases.count
        let blobs =
            (step?.entries.reduce(0) { $0 + $1.count } ?? 0) + (step?.tiles.reduce(0) { $0 + $1.hashes.count } ?? 0)
            + bundles.reduce(0) { $0 + $1.record.count } + exhibits.reduce(0) { $0 + $1.record.count }
            + cosignatures.reduce(0) { $0 + $1.note.count }
            + texts.reduce(0) { $0 + ($1.words?.text.utf8.count ?? 0) }
        return 16_384 + rows * 512 + blobs
    }
}
