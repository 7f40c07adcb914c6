import Custody
import Policy
import Store
import Vocabulary

/// Overrides, courts' orders, the words beside them, and what decisions say that others gave.
extension RowsFollowLog {
    func follows(_ row: OverrideRow) -> Bool {
        guard let event = event(at: row.entry), log.envelopeDigest(at: row.entry) == row.event,
            let terms = event.override, event.previous == nil, event.bundle?.digest == row.bundle,
            terms.action == row.action, terms.expires == row.expires, (row.seconded == nil) == (row.given == nil)
        else { return false }
        guard ends(row.withdrawn, .overrideWithdrawn, of: row.event) else { return false }
        guard let seconded = row.seconded else { return true }
        guard let second = self.event(at: seconded) else { return false }
        return second.type == .overrideGiven && second.previous?.map(\.digest) == [row.event]
            && second.signsTheSame(as: event) && second.actor != event.actor
            && given(second, at: seconded) == row.given
    }

    func follows(_ row: CourtOrderRow) -> Bool {
        guard let event = event(at: row.entry), log.envelopeDigest(at: row.entry) == row.event else { return false }
        return event.courtOrder?.party == row.party && event.bundle?.digest == row.bundle
            && event.case == row.caseNumber && ends(row.ended, .courtOrderEnded, of: row.event)
    }

    /// Whether what stands at the entry ends what was given by the event; true where nothing ended it.
    func ends(_ entry: Int64?, _ type: EventType, of given: Digest) -> Bool {
        guard let entry else { return true }
        guard let end = event(at: entry) else { return false }
        return end.type == type && end.previous?.map(\.digest) == [given]
    }

    func follows(_ row: TextRow) -> Bool {
        guard let event = event(at: row.entry), log.envelopeDigest(at: row.entry) == row.event else { return false }
        if let destroyed = row.destroyed {
            let end = self.event(at: destroyed)
            return row.words == nil && end?.type == .wordsDestroyed && end?.previous?.map(\.digest) == [row.event]
        }
        return event.worded != nil && event.worded == row.words?.digest
    }

    /// Whether everything that a decision rests on was given as it says, before the decision was committed, and, of what
    /// was permitted, had not ended by then: a record that invents an approval, a consent, an override or a court's order
    /// comes out again, and is found here.
    func gave(_ record: DecisionRecord, before entry: Int64) throws -> Bool {
        let facts = record.facts
        func stood(_ end: Int64?) -> Bool { record.outcome != .permit || end.map { $0 >= entry } ?? true }
        func event(_ digest: Digest, at place: Int64?) -> CustodyEvent? {
            guard let place, place < entry, log.envelopeDigest(at: place) == digest else { return nil }
            return self.event(at: place)
        }
        for approval in facts.approvals {
            guard let row = try register.approval(approval.event), let event = event(approval.event, at: row.entry),
                var given = try? Policy.Approval(row, event)
            else { return false }
            given.isSpent = approval.isSpent
            guard given == approval else { return false }
        }
        for consent in facts.consents {
            guard let row = try register.consent(consent.event), let event = event(consent.event, at: row.entry),
                try Policy.Consent(row, event) == consent, stood(row.withdrawn)
            else { return false }
        }
        for override in facts.overrides {
            guard let first = override.statements.first?.event, let row = try register.override(first),
                let seconded = row.seconded, seconded < entry, stood(row.withdrawn),
                try Policy.Override(row, in: log) == override
            else { return false }
        }
        for order in facts.courtOrders {
            guard let row = try register.courtOrder(order.event), event(order.event, at: row.entry) != nil,
                stood(row.ended), Policy.CourtOrder(row) == order
            else { return false }
        }
        return true
    }
}
