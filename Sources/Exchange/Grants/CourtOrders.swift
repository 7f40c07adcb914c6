package import Custody
import Policy
import Store
package import Vocabulary

/// A court's order as somebody who may list what it is about sees it.
package struct ListedCourtOrder: Sendable {
    package let event: EventID
    package let recorder: Identity
    /// When it was recorded, as the member says.
    package let recorded: Instant
    package let order: StatedCourtOrder
    package let bundle: BundleMention?
    package let caseNumber: CaseNumber?
    /// The court's name and the reference of the order; absent where it was destroyed.
    package let words: SaltedText?
}

extension ExchangeNode {
    /// What a statement about a court's order has to say.
    ///
    /// A state's courts are heard through its own people: nobody records an order of another state's court. A law bears on
    /// material and places of its state whether or not that state is a party, and its courts alone open it.
    func check(_ event: CustodyEvent, orders words: SaltedText?, under active: ActiveAgreement) throws {
        guard let order = event.courtOrder else { return }
        guard let words, words.isPlain, words.digest == event.authorization else {
            throw ExchangeError(
                .statementMismatch,
                "The court's name and the reference are missing, too long, or not those whose digest is signed.",
                next: "Record it with `saksi court-order`.")
        }
        guard event.exhibits == nil, event.purpose == nil, event.offence == nil, event.counterpart == nil else {
            throw ExchangeError(
                .statementMismatch, "A court's order is recorded for a whole bundle, or for none, and for no purpose.",
                next: "Record it with `saksi court-order`.")
        }
        guard event.bundle != nil || event.case != nil else {
            throw ExchangeError(
                .statementMismatch, "The order names neither a bundle nor a case, so it would count for everything.",
                next: "Name the bundle, or the case with `--case`.")
        }
        guard order.party == event.actor.party else {
            throw ExchangeError(
                .courtOrderParty, "The order is of a court of \(order.party), and you act for \(event.actor.party).",
                next:
                    "Ask a member of \(order.party) to record it: each state's people record the orders of its own courts."
            )
        }
        // The days of the region begin before those of UTC.
        guard order.date.text <= now.adding(days: 1).text.prefix(10) else {
            throw ExchangeError(
                .statementMismatch, "The order bears the day \(order.date), which is not yet there.",
                next: "Correct the day.")
        }
    }

    /// The courts' orders under an agreement that are about no bundle, or about one of which the caller may list
    /// something, the newest first. Those about no bundle are for who is on the roster today.
    package func courtOrders(under id: AgreementID, for caller: CallingMember) async throws -> [ListedCourtOrder] {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let isOnRoster = active.agreement.roster.entry(of: caller.member, at: now) != nil
            return try folder.register.courtOrders(id).reversed().compactMap { row in
                let event = try active.log.event(at: Int(row.entry)).event
                guard let order = event.courtOrder else { throw Given.damaged }
                let mayKnow =
                    event.bundle.map { (try? visibleRow($0.id, under: active, for: caller)) != nil } ?? isOnRoster
                guard mayKnow else { return nil }
                return ListedCourtOrder(
                    event: event.event, recorder: event.actor, recorded: event.at, order: order, bundle: event.bundle,
                    caseNumber: event.case, words: try folder.register.text(row.event)?.words)
            }
        }
    }
}

extension Store.Commit {
    /// Adds a court's order that was recorded at an entry, with the words beside it.
    mutating func add(order event: VerifiedEvent, _ words: SaltedText?, under agreement: AgreementID, at entry: Int64) {
        guard let order = event.event.courtOrder, let words else { return }
        courtOrders.append(
            CourtOrderRow(
                event: event.digest, agreement: agreement, party: order.party, bundle: event.event.bundle?.digest,
                entry: entry))
        texts.append(TextRow(event: event.digest, agreement: agreement, words: words, entry: entry))
    }
}

extension ErrorCode {
    package static let courtOrderParty = ErrorCode("exchange.court-order.party", .refused)
}
