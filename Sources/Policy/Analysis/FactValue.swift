import Vocabulary

/// The kinds of facts over which the space of facts extends, beside the day, the actor, the origin and the offence.
enum Axis: Int, CaseIterable {
    case purpose, consents, place, forum, category, victimIdentity, flags, handling, channel, copy, evaluation, lifting
}

/// One value of one kind of fact. Nil: not known, or of the purpose: not stated.
enum FactValue: Hashable {
    case purpose(Purpose?)
    /// Whose consent to the use stands. Not sure: whether it does, turns on something that is not known.
    case consents(Set<PartyReference>, isSure: Bool)
    case place(Party?)
    case forum(Party?)
    case category(EvidenceCategory?)
    case victimIdentity(VictimIdentity?)
    case flags(Set<ItemFlag>?)
    case handling(Set<HandlingCode>?)
    case channel(Channel?)
    case copy(CopyKind?)
    case evaluation(Evaluation?)
    /// The party whose court has ordered it, and whether leaders have lifted what can be lifted.
    case lifting(order: Party?, override: Bool)

    var isUnknown: Bool {
        switch self {
        case .purpose(let value): value == nil
        case .place(let value), .forum(let value): value == nil
        case .category(let value): value == nil
        case .victimIdentity(let value): value == nil
        case .flags(let value): value == nil
        case .handling(let value): value == nil
        case .channel(let value): value == nil
        case .copy(let value): value == nil
        case .evaluation(let value): value == nil
        case .consents, .lifting: false
        }
    }
}

/// Where the item comes from.
enum OriginValue: Hashable {
    case party(Party)
    case unknown
    /// The request is about no item.
    case noItem

    var party: Party? { if case .party(let party) = self { party } else { nil } }
}

/// What the case is about.
struct OffenceValue: Hashable {
    enum Penalties: Hashable {
        case known([Penalty])
        case unknown
        /// What the laws of each side say.
        case ofLaws
    }

    /// Nil: not known.
    var offences: [Offence]?
    /// The offence that the request names.
    var asked: Offence?
    var penalties: Penalties
}

/// Who asks, when, and about what: the facts on which others depend.
struct Standing: Hashable {
    var instant: Instant
    var actor: MemberID
    /// The actor's place on the roster of each side; nil: none that day.
    var entries: [RosterEntry?]
    var origin: OriginValue
    var offence: OffenceValue
}
