package import Vocabulary

/// How an override stands at one moment.
package enum OverrideState: String, Word {
    /// One leader has signed it; it lifts nothing.
    case waiting
    /// Two leaders have signed it, and it counts.
    case counts
    /// A leader has withdrawn it.
    case withdrawn
    /// Its time has ended.
    case over
    /// What decides has changed since it was signed.
    case outdated
    /// Two have signed it, and there is no place where both lead the team now.
    case void

    package static let noun = "state of an override"
}

extension PolicyLibrary {
    /// How one stands that nobody withdrew.
    package func state(of override: Override, under id: AgreementID, at instant: Instant) -> OverrideState {
        if override.policy != policyDigest(for: id) { return .outdated }
        if override.expires <= instant { return .over }
        if override.statements.count < 2 { return .waiting }
        return areLeaders(override.statements.map(\.leader), under: id, at: instant) ? .counts : .void
    }
}
