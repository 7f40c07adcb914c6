import Custody
import Policy
import Vocabulary

/// What decides under one agreement from one entry of its log on, until the next entry that changes it.
struct PolicyInForce: Sendable {
    let agreement: Agreement
    /// Compiled from exactly the files that the last activation names.
    let library: PolicyLibrary
    let suspension: Suspension?
    /// The entry that made it so: no two states of one log share it.
    let since: Int64
    /// What is taken of a case of which nobody has declared the offence.
    let assumed: CaseFacts

    init(agreement: Agreement, library: PolicyLibrary, suspension: Suspension?, since: Int64) {
        self.agreement = agreement
        self.library = library
        self.suspension = suspension
        self.since = since
        assumed = library.assumedCase(under: agreement)
    }
}

extension PolicyInForce {
    /// What decides once a statement of this type is committed; nil if that changes nothing.
    func changed(by type: EventType) -> (@Sendable (Placement) -> PolicyInForce)? {
        guard type.isAboutAgreement else { return nil }
        return { [self] placement in
            PolicyInForce(
                agreement: agreement, library: library,
                suspension: type == .agreementSuspended ? Suspension(since: placement.time) : nil,
                since: Int64(placement.indices[0]))
        }
    }
}

/// What decides changed between a decision and its commit: nothing was committed, and it is to be decided again.
struct PolicyChanged: Error {}

extension ExchangeNode {
    /// Runs an act of the caller under the policy in force, and again from its beginning if that changes before it
    /// commits: so what is committed was decided by what is in force at that entry of the log.
    ///
    /// That a stranger tried is recorded in the node's own log.
    func acting<Value>(
        under id: AgreementID, by caller: CallingMember, _ work: (ActiveAgreement) async throws -> Value
    ) async throws -> Value {
        while true {
            let active = try await agreementForAct(id, of: caller)
            do { return try await work(active) } catch is PolicyChanged {}
        }
    }
}
