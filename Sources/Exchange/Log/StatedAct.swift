import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// What a member's signed statement is about, held against what the node knows and the member may list.
struct StatedAct: Sendable {
    let statement: VerifiedStatement
    /// Nil where it is about no one bundle.
    let held: HeldBundle?
    /// Those that are named; all that the member may list, if none is.
    let exhibits: [HeldBundle.Exhibit]

    var event: CustodyEvent { statement.event.event }
}

extension ExchangeNode {
    /// The bundle that a statement names, by its digest and its case, and what its author may list of it; nil if it
    /// names none.
    func stated(
        _ event: CustodyEvent, under active: ActiveAgreement, by caller: CallingMember
    ) throws -> (held: HeldBundle, visible: [HeldBundle.Exhibit])? {
        guard let mention = event.bundle else {
            guard event.exhibits == nil else {
                throw ExchangeError.mismatch("The statement names exhibits, and no bundle.")
            }
            return nil
        }
        let (held, visible) = try visibleBundle(mention.id, under: active, for: caller)
        guard held.row.digest == mention.digest else { throw ExchangeError.notThere }
        guard event.case ?? held.row.caseNumber == held.row.caseNumber else {
            throw ExchangeError.mismatch("The bundle is not of the case \(event.case.map(\.text) ?? "that is stated").")
        }
        return (held, visible)
    }
}

extension ExchangeError {
    /// A statement that is not about what the node holds.
    static func mismatch(_ reason: String) -> ExchangeError {
        ExchangeError(
            .statementMismatch, reason,
            next: "State the bundle, the file, the case and the exhibits as `saksi list` shows them.")
    }
}

extension EventType {
    /// What a person may state by itself: what was done with things, copies and exhibits, here and in court;
    /// that the account of a hearing is theirs; and that the agreement is suspended, or goes on. The rest belongs to a use case of its own: a transfer, an approval, a
    /// request, a hold, a destruction.
    static let statable: Set<EventType> = [
        .receivedFromOutside, .seized, .sealed, .sealChecked, .sealBroken, .resealed, .transferred, .stored,
        .checkedOut, .examined, .sampled, .consumed, .acquired, .copied, .translated, .packaged, .verified, .opened,
        .viewed, .reissued, .disclosed, .withheld, .depositedInCourt, .tendered, .admitted, .excluded,
        .producedInCourt, .passedOnward, .returned, .returnedToOwner, .forfeited, .lost, .damaged, .corrected,
        .sessionSigned, .agreementSuspended, .agreementResumed,
    ]

    /// What policy is asked about such a statement; keeping the record alone is `record`.
    var statedAction: Action {
        switch self {
        case .passedOnward: .onwardTransfer
        case .disclosed: .disclose
        case .reissued: .reissue
        case .depositedInCourt, .tendered, .producedInCourt: .produceInCourt
        case .returned, .returnedToOwner: .return
        case .viewed: .viewOnPremises
        case .verified: .verify
        case .sessionSigned: .attendTestimony
        case .agreementSuspended: .suspend
        case .agreementResumed: .resume
        default: .record
        }
    }

    /// What a court saw is a fact, whatever a clause says of it: it is recorded, with the refusal beside it.
    var isRecordedAnyway: Bool { statedAction == .produceInCourt }

    /// What is about the agreement as a whole and changes what decides; who may do it need not keep records of exhibits.
    var isAboutAgreement: Bool { self == .agreementSuspended || self == .agreementResumed }
}

extension CustodyEvent {
    /// Handing something to somebody outside the agreement is passing it on, whatever it is called.
    func statedAction(under agreement: Agreement) -> Action {
        if type == .transferred, let counterpart, agreement.parties[counterpart.party] == nil { return .onwardTransfer }
        return type.statedAction
    }

    /// Whether a person's statement leaves to the node what only the node can say.
    var saysNothingOfTheNode: Bool {
        decision == nil && clauses == nil && activation == nil && key == nil && recorded == nil
    }
}
