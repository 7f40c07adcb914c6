package import Seal
package import Vocabulary

/// Walks over a log's entries in order, and checks each against those before it. A value, so that a walk can be
/// stopped; memory grows with the number of events and certificates only by their names.
///
/// To take up a walk after a restart the entries that it had read are read again, without their signatures and findings,
/// which somebody keeps: the names are then known again, and the tree is that of the entries as they are now.
package struct EntryAudit: Sendable {
    package let origin: LogOrigin
    package private(set) var findings: [AuditFinding] = []
    package private(set) var events = 0
    package private(set) var objects = 0
    /// The hash that each entry of the current tile has.
    private(set) var leaves: [Digest] = []
    package private(set) var frontier = Frontier()

    private var known: [EventID: Digest] = [:]
    private var certificates: [Digest: Certificate] = [:]
    private var seenObjects: Set<Digest> = []
    /// Entry 0 waits for its certificates, which follow it.
    private var waiting: UnverifiedEvent?
    private var commitStart = 0
    private var lastTime: Instant?
    /// So many entries were checked by an earlier run.
    private let taken: Int
    /// Whose certificates signed events, and over which time as they say.
    package private(set) var signers: [Digest: SignerUse] = [:]
    private var keys: KeyAudit

    /// - Parameter taken: how many entries an earlier run has checked; what it found, somebody kept.
    package init(origin: LogOrigin, taken: Int = 0) {
        self.origin = origin
        self.taken = taken
        keys = KeyAudit(of: origin)
    }

    /// Which key signs for which sizes, as the entries so far say.
    package var succession: KeySuccession { keys.succession }

    /// The next entry's place.
    package var index: Int { frontier.size }

    private var isRetaking: Bool { index < taken }

    /// Hands over what was counted and found since the last time.
    mutating func drain() -> (events: Int, objects: Int, findings: [AuditFinding]) {
        defer {
            events = 0
            objects = 0
            findings = []
        }
        return (events, objects, findings)
    }

    /// Every certificate of the log so far.
    package var held: [Certificate] { Array(certificates.values) }

    /// Reads the next entry.
    package mutating func read(_ bytes: [UInt8]) {
        let index = index
        let leaf = Merkle.leaf(bytes)
        do {
            switch try RawEntry(parsing: bytes) {
            case .object(let object): try read(object)
            case .event(let event):
                do throws(CustodyError) {
                    try keys.read(event, at: index)
                } catch {
                    if !isRetaking { findings.append(AuditFinding(.entry(index), error)) }
                }
                try read(event, at: index)
            }
        } catch {
            if !isRetaking { findings.append(AuditFinding(.entry(index), error)) }
        }
        if leaves.count == TilePath.fullWidth { leaves.removeAll(keepingCapacity: true) }
        leaves.append(leaf)
        frontier.append(leaf)
    }

    /// To be called when there are no more entries.
    package mutating func finish() {
        if let waiting {
            report(
                0, .custodyEventUnknownCertificate,
                "The log ends before the certificates of its activation \(waiting.event.event).")
        }
        if index > commitStart {
            report(index - 1, .custodyLogOrder, "The last commit of \(origin) does not end with a “recorded” event.")
        }
    }

    private mutating func read(_ object: TrustObject) throws(CustodyError) {
        if !isRetaking { objects += 1 }
        guard index > 0 || origin.agreement == nil else { throw noActivation() }
        guard seenObjects.insert(object.digest).inserted else {
            throw wrong(.custodyObjectKnown, "The object \(object.digest) is in the log twice.")
        }
        guard object.isWhatItSays else {
            throw wrong(.custodyObjectForm, "The object \(object.digest) is not of the kind \(object.mediaType).")
        }
        if let certificate = object.certificate { certificates[object.digest] = certificate }
    }

    private mutating func read(_ unverified: UnverifiedEvent, at index: Int) throws(CustodyError) {
        let event = unverified.event
        if index == 0, origin.agreement != nil {
            guard event.type == .agreementActivated, event.actor == origin.node else {
                throw noActivation()
            }
            waiting = unverified
            known[event.event] = unverified.envelope.digest
            return
        }
        if let first = waiting, event.type == .recorded {
            waiting = nil
            do {
                try check(first, at: 0)
            } catch {
                findings.append(AuditFinding(.entry(0), error))
            }
        }
        if known[event.event] != nil {
            throw wrong(.custodyEventKnown, "The event \(event.event) is in the log twice.")
        }
        for mention in event.previous ?? [] where known[mention.event] != mention.digest {
            throw wrong(
                .custodyLogOrder,
                "The event \(event.event) answers \(mention.event), which does not stand before it with that digest.")
        }
        known[event.event] = unverified.envelope.digest
        if let range = event.recorded { try read(range, at: index) }
        try check(unverified, at: index)
    }

    /// Signatures of what is read now, and who signed.
    private mutating func check(_ unverified: UnverifiedEvent, at place: Int) throws(CustodyError) {
        let event = unverified.event
        for signer in event.signers {
            guard let certificate = certificates[signer] else { continue }
            signers[signer, default: SignerUse(certificate, at: event.at, entry: place)].add(event.at, entry: place)
        }
        guard !isRetaking else { return }
        _ = try unverified.verify(for: origin) { certificates[$0] }
        events += 1
    }

    private mutating func read(_ range: RecordedRange, at index: Int) throws(CustodyError) {
        let start = commitStart
        commitStart = index + 1
        guard range.from == start, range.to == index else {
            throw wrong(
                .custodyLogOrder,
                "A commit says that it holds the entries from \(range.from) to \(range.to); it holds \(start) to \(index)."
            )
        }
        guard range.at >= lastTime ?? range.at else {
            throw wrong(.custodyLogOrder, "A commit was recorded at \(range.at), before the one in front of it.")
        }
        lastTime = range.at
    }

    private func noActivation() -> CustodyError {
        wrong(.custodyLogOrder, "The log does not begin with the activation of its agreement.")
    }

    private mutating func report(_ index: Int, _ code: ErrorCode, _ reason: String) {
        findings.append(AuditFinding(.entry(index), wrong(code, reason)))
    }

    private func wrong(_ code: ErrorCode, _ reason: String) -> CustodyError {
        CustodyError(
            code, reason,
            next: "Stop this log, keep everything as it is, and compare it with a mirror or a cosigned checkpoint.")
    }
}
