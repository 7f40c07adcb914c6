import Vocabulary

/// Lets entries into a commit, one group after the other; nothing enters a log twice.
struct Admission {
    private let head: LogHead
    private let knowledge: LogKnowledge
    private(set) var entries: [LogEntry] = []
    private var events: [EventID: Digest] = [:]
    private var objects: Set<Digest> = []
    /// What the group at hand added to both.
    private var eventsOfGroup: [EventID] = []
    private var objectsOfGroup: [Digest] = []

    init(head: LogHead, knowledge: LogKnowledge) {
        self.head = head
        self.knowledge = knowledge
    }

    /// - Returns: the places of the group's entries, but for objects that stand before it already; or why none enters.
    mutating func admit(_ group: [LogEntry]) -> Result<Range<Int>, CustodyError> {
        // What a refused group brought in is taken out again; a copy of everything for each group would make the
        // cost of a commit grow with the square of its size.
        let before = entries.count
        do {
            for entry in group {
                if try check(entry, in: group) { entries.append(entry) }
            }
        } catch {
            entries.removeLast(entries.count - before)
            for event in eventsOfGroup { events[event] = nil }
            objects.subtract(objectsOfGroup)
            startGroup()
            return .failure(error)
        }
        startGroup()
        return .success(head.size + before..<head.size + entries.count)
    }

    private mutating func startGroup() {
        eventsOfGroup.removeAll(keepingCapacity: true)
        objectsOfGroup.removeAll(keepingCapacity: true)
    }

    /// - Returns: false if the entry is to be left out, because it is in the log already: an object is the same
    ///   wherever it came from, and everybody hands over all that their events rest on.
    private mutating func check(_ entry: LogEntry, in group: [LogEntry]) throws(CustodyError) -> Bool {
        let isFirst = head.size + entries.count == 0
        if isFirst, head.origin.agreement != nil {
            guard case .event(let verified) = entry, verified.event.type == .agreementActivated,
                verified.event.actor == head.origin.node
            else {
                throw CustodyError(
                    .custodyLogOrder, "The first entry of \(head.origin) must be the activation of its agreement.",
                    next: "Activate the agreement on this node first.")
            }
        }
        switch entry {
        case .object(let object):
            // First, since almost every event comes with certificates that are there: what is known is not read again.
            guard !objects.contains(object.digest), !knowledge.hasObject(object.digest) else { return false }
            guard object.isWhatItSays else {
                throw CustodyError(
                    .custodyObjectForm, "The object \(object.digest) is not of the kind \(object.mediaType).",
                    next: "Send the certificate or the revocation list in DER.")
            }
            objects.insert(object.digest)
            objectsOfGroup.append(object.digest)
        case .event(let verified):
            // Entry 0 is the activation, so its certificates cannot stand before it: they follow it.
            try check(verified, alsoKnown: isFirst ? Self.objects(in: group) : [])
        }
        return true
    }

    private mutating func check(_ verified: VerifiedEvent, alsoKnown: Set<Digest>) throws(CustodyError) {
        let event = verified.event
        guard event.log == head.origin else {
            throw CustodyError(
                .custodyEventOtherLog,
                "The event \(event.event) was signed for the log \(event.log), not for \(head.origin).",
                next: "Record it in its own log; an event cannot be moved.")
        }
        guard event.type != .recorded else {
            throw CustodyError(
                .custodyLogOrder, "Only the log itself adds an event of type “recorded”.",
                next: "Leave it out: every commit ends with one.")
        }
        if let signer = event.signers.first(where: knowledge.isRevoked) { throw KeyAudit.revoked(signer, event) }
        let stranger = event.signers.first { signer in
            !objects.contains(signer) && !knowledge.hasObject(signer) && !alsoKnown.contains(signer)
        }
        if let stranger {
            throw CustodyError(
                .custodyEventUnknownCertificate,
                "The certificate \(stranger) that signed the event \(event.event) is not in the log.",
                next: "Put the certificate before the first event that it signs.")
        }
        for mention in event.previous ?? [] where !stands(mention) {
            throw CustodyError(
                .custodyEventPrevious,
                "The event \(event.event) answers \(mention.event), which is not in \(head.origin) with that digest.",
                next: "Name the event as it stands in the log: by its id and the digest of its envelope.")
        }
        guard !knowledge.hasEvent(event.event), events[event.event] == nil else {
            throw CustodyError(
                .custodyEventKnown, "The event \(event.event) is in the log \(head.origin) already.",
                next: "Nothing more is to be done; the log shows where it stands.")
        }
        events[event.event] = verified.digest
        eventsOfGroup.append(event.event)
    }

    private func stands(_ mention: EventMention) -> Bool {
        if let digest = events[mention.event] { return digest == mention.digest }
        return knowledge.digestOfEvent(mention.event) == mention.digest
    }

    private static func objects(in group: [LogEntry]) -> Set<Digest> {
        Set(group.compactMap { if case .object(let object) = $0 { object.digest } else { nil } })
    }
}
