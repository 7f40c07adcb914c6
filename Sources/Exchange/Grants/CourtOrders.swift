package import Custody
import EvidenceBundle
import Policy
import Store
package import Vocabulary

/// A court's order as somebody who may list what it is about sees it.
package struct ListedCourtOrder: SizedInAnswer {
    package let event: EventID
    /// Of the envelope, by which its end names it.
    package let digest: Digest
    package let recorder: Identity
    /// When it was recorded, as the member says.
    package let recorded: Instant
    package let order: StatedCourtOrder
    package let bundle: BundleMention?
    package let caseNumber: CaseNumber?
    /// The court's name and the reference of the order; absent where they are not for the caller, and where they were
    /// destroyed.
    package let words: SaltedText?
    /// Who stated that it has ended, and when; nil while it stands.
    package let end: (recorder: Identity, at: Instant)?

    /// Its size in an answer, roughly and not too small.
    package var bytes: Int { 1024 + 2 * (words?.text.utf8.count ?? 0) }
}

extension ListedCourtOrder {
    /// - Parameter isWhole: whether the words are for whom it is listed.
    fileprivate init(_ row: CourtOrderRow, withWords isWhole: Bool, in log: LogReading, _ register: Register) throws {
        let event = try log.event(at: Int(row.entry)).event
        guard let order = event.courtOrder else { throw Given.damaged }
        let end = try row.ended.map { try log.event(at: Int($0)).event }
        self.init(
            event: event.event, digest: row.event, recorder: event.actor, recorded: event.at, order: order,
            bundle: event.bundle, caseNumber: event.case, words: isWhole ? try register.text(row.event)?.words : nil,
            end: end.map { ($0.actor, $0.at) })
    }
}

extension ExchangeNode {
    /// What a statement about a court's order, or that one has ended, has to say.
    /// - Returns: the order that it ends.
    func check(
        _ event: CustodyEvent, orders words: SaltedText?, under active: ActiveAgreement
    ) throws -> CourtOrderRow? {
        if event.type == .courtOrderEnded { return try orderEnded(by: event, words, under: active) }
        try check(event, states: words, under: active)
        return nil
    }

    /// The order that a statement ends.
    private func orderEnded(
        by event: CustodyEvent, _ words: SaltedText?, under active: ActiveAgreement
    ) throws -> CourtOrderRow {
        guard let named = event.previous?.first, let row = try folder.register.courtOrder(named.digest),
            row.agreement == active.agreement.id
        else { throw ExchangeError.notThere }
        let stated = try active.log.event(at: Int(row.entry))
        guard stated.mention == named, event.bundle == stated.event.bundle, event.case == stated.event.case,
            event.exhibits == nil, event.purpose == nil, event.offence == nil, event.counterpart == nil, words == nil
        else {
            throw ExchangeError(
                .statementMismatch, "The statement does not name the court's order as it was recorded.",
                next:
                    "Run `saksi court-order --list --agreement \(active.agreement.id)`, and the command that it shows.")
        }
        return row
    }

    /// An order ends once, by the word of its own state's people. Where none of them may give it any more, as when a visit is
    /// over, those who lead the team or act for a central authority speak for it: else it would stand for good.
    func checkEnds(
        _ order: CourtOrderRow, by caller: CallingMember, under active: ActiveAgreement, at instant: Instant
    ) throws {
        if order.party != caller.member.party {
            let role = active.agreement.roster.entry(of: caller.member, at: instant)?.role
            guard role == .teamLeader || role == .centralAuthority,
                try isDeserted(order, under: active, at: instant)
            else {
                throw ExchangeError(endedBy: caller.member.party, of: order.party)
            }
        }
        guard try folder.register.courtOrder(order.event)?.ended == nil else {
            throw ExchangeError(
                .courtOrderOver, "It is recorded already that this court's order has ended.",
                next: "There is nothing left to do.")
        }
    }

    /// Whether policy lets nobody of its state who stands on the roster state the end of an order, as one who declares
    /// nothing: they would have to list all that it is about, and record it. Whoever lacks nothing but an approval may; of
    /// what is about no bundle nobody approves a record.
    private func isDeserted(
        _ order: CourtOrderRow, under active: ActiveAgreement, at instant: Instant
    ) throws -> Bool {
        let left = active.agreement.roster.entries(at: instant).map(\.member).filter { $0.party == order.party }
            .map { deciding(under: active, as: $0, at: instant) }
        guard let mention = try active.log.event(at: Int(order.entry)).event.bundle else {
            return try left.allSatisfy { try !mayRecord(in: order.caseNumber, $0) }
        }
        guard let bundle = try HeldBundle(mention.id, under: active.agreement.id, in: folder.register) else {
            throw Given.damaged
        }
        return try left.allSatisfy { try !$0.mayRecord(all: bundle) }
    }

    /// What a statement that a court has ordered something has to say.
    ///
    /// A state's courts are heard through its own people: nobody records an order of another state's court. A law bears on
    /// material and places of its state whether or not that state is a party, and its courts alone open it.
    private func check(_ event: CustodyEvent, states words: SaltedText?, under active: ActiveAgreement) throws {
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
        guard order.party == event.actor.party else { throw ExchangeError(courtOf: order.party, by: event.actor.party) }
        // The days of the region begin before those of UTC.
        guard order.date.text <= now.adding(days: 1).text.prefix(10) else {
            throw ExchangeError(
                .statementMismatch, "The order bears the day \(order.date), which is not yet there.",
                next: "Correct the day.")
        }
    }

    /// A page of the courts' orders under an agreement that are about no bundle, or about one of which the caller may list
    /// something, the newest first. Those about no bundle are for who is on the roster today.
    ///
    /// The words may tell what an order is about. So they are for who may list all that it bears on; of an order about no
    /// bundle, for the recorder's party and for who may record one about that case.
    /// - Parameter after: the entry of the last order of the page before.
    package func courtOrders(
        under id: AgreementID, after: Int64?, limit: Int, for caller: CallingMember
    ) async throws -> (orders: [ListedCourtOrder], next: Int64?) {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let isOnRoster = active.agreement.roster.entry(of: caller.member, at: now) != nil
            var seen = seenBundles(under: active, for: caller)
            var recordable: [CaseNumber?: Bool] = [:]
            func mayRecord(in number: CaseNumber?) throws -> Bool {
                if let known = recordable[number] { return known }
                let permitted = try self.mayRecord(in: number, deciding(under: active, for: caller))
                recordable[number] = permitted
                return permitted
            }
            func listed(_ row: CourtOrderRow) throws -> ListedCourtOrder? {
                let event = try active.log.event(at: Int(row.entry)).event
                let mayRead: Bool
                if let mention = event.bundle {
                    guard let bundle = try seen.bundle(mention.id) else { return nil }
                    mayRead = bundle.covers(event.exhibits)
                } else {
                    guard isOnRoster else { return nil }
                    mayRead = try event.actor.party == caller.member.party || mayRecord(in: event.case)
                }
                return try ListedCourtOrder(row, withWords: mayRead, in: active.log, folder.register)
            }
            let register = folder.register
            let page = try NewestFirst(
                limit: limit, rows: { try register.courtOrders(id, before: $0, limit: limit) }, entry: \.entry
            ).page(before: after) { row in try listed(row).map { ($0, $0.bytes) } }
            return (page.shown, page.next)
        }
    }

    /// The courts' orders about a bundle of which somebody may list something, ended or not.
    func courtOrders(about seen: SeenBundle, under active: ActiveAgreement) throws -> CourtOrdersBeside {
        var beside = CourtOrdersBeside()
        let rows = try folder.register.courtOrders(active.agreement.id, about: seen.bundle.row.digest)
        for row in rows.reversed() {
            beside.add(try ListedCourtOrder(row, withWords: seen.isWhole, in: active.log, folder.register))
            if beside.hasMore { break }
        }
        return beside
    }
}

extension ExchangeError {
    fileprivate init(courtOf party: Party, by own: Party) {
        self.init(
            .courtOrderParty, "The order is of a court of \(party), and you act for \(own).",
            next: "Ask a member of \(party): each state's people record the orders of its own courts.")
    }

    fileprivate init(endedBy own: Party, of party: Party) {
        self.init(
            .courtOrderParty, "The order is of a court of \(party), and you act for \(own).",
            next:
                "Ask a member of \(party); if nobody of \(party) is on the roster any more who may state it, a team leader or "
                + "a member of a central authority does.")
    }
}

extension ExchangeNode {
    /// Whether a member may record what is about a case and no bundle, as an order is.
    private func mayRecord(in number: CaseNumber?, _ deciding: Deciding) throws -> Bool {
        let known = try number.map { try deciding.cases.known($0) }
        return deciding.decide(.record, about: known, given: try deciding.given(in: number)).outcome == .permit
    }
}

extension Deciding {
    /// Whether the member may list all of a bundle, and record what is about all of it, be it once somebody approved it.
    fileprivate func mayRecord(all bundle: HeldBundle) throws -> Bool {
        var listing = ListingDecisions(self)
        return try bundle.exhibits.allSatisfy { listing.permits($0.record, in: bundle.row.channel) }
            && decide(
                .record, about: try cases.known(bundle.row.caseNumber), on: bundle.exhibits.map(\.record), of: bundle
            ).decisions.allSatisfy { $0.outcome != .deny }
    }
}

extension Store.Commit {
    /// Adds a court's order that was recorded at an entry, with the words beside it.
    mutating func add(order event: VerifiedEvent, _ words: SaltedText?, under agreement: AgreementID, at entry: Int64) {
        guard let order = event.event.courtOrder, let words else { return }
        courtOrders.append(
            CourtOrderRow(
                event: event.digest, agreement: agreement, party: order.party, bundle: event.event.bundle?.digest,
                caseNumber: event.event.case, entry: entry))
        texts.append(TextRow(event: event.digest, agreement: agreement, words: words, entry: entry))
    }
}

extension ErrorCode {
    package static let courtOrderOver = ErrorCode("exchange.court-order.over", .usage)
    package static let courtOrderParty = ErrorCode("exchange.court-order.party", .refused)
}
