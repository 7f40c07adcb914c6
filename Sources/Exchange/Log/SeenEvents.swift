import Custody
import EvidenceBundle
import Vocabulary

/// Which events about a bundle somebody may see, who may list some of it.
///
/// An event is signed as a whole and shown as a whole, or it is left out: nothing stands in its place, for that there is
/// something to leave out would tell as much as its number. What is left out can be proved at any time to who may see it;
/// what is shown is proved without it.
struct SeenEvents {
    private let seen: SeenBundle
    private let member: Identity
    private let node: Identity
    /// That all of it was refused, waits or was approved tells of each exhibit, also where no clause is cited: that no
    /// redaction of it is there, that somebody has to approve.
    private static let ofWhole: Set<EventType> = [.decisionDenied, .decisionPending, .approvalGiven]
    private var hidden: Set<EventID> = []
    private var hiddenReleases: Set<ReleaseID> = []

    init(_ seen: SeenBundle, for member: Identity, on node: Identity) {
        self.seen = seen
        self.member = member
        self.node = node
    }

    /// To be asked of every event about the bundle, in the order of the log.
    mutating func shows(_ event: CustodyEvent) -> Bool {
        guard !seen.isWhole, !isOwn(event), !isAboutVisible(event) else { return true }
        hidden.insert(event.event)
        if event.type == .released, let release = event.release { hiddenReleases.insert(release) }
        return false
    }

    /// What the member signed, and what the node answered them.
    private func isOwn(_ event: CustodyEvent) -> Bool {
        event.actor == member || event.actor == node && event.counterpart?.identity == member
    }

    private func isAboutVisible(_ event: CustodyEvent) -> Bool {
        if event.exhibits != nil { return seen.covers(event.exhibits) }
        // Clauses that were weighed for a whole bundle tell what is in it, but for those by which all of it was accepted;
        // a salted digest is of some one exhibit.
        guard event.clauses == nil || event.type == .accepted, event.override == nil, event.digestBefore == nil,
            event.digestAfter == nil, !Self.ofWhole.contains(event.type)
        else {
            return false
        }
        // What names no exhibit is about those of the event that it answers, or of its release.
        return !(event.previous ?? []).contains { hidden.contains($0.event) }
            && !(event.release.map(hiddenReleases.contains) ?? false)
    }
}
