import Custody
import Policy
import Seal
import Vocabulary

extension ExchangeNode {
    /// Holds files against who hands them in, before anything is said of what is in force here.
    ///
    /// Whoever stands on the roster may be told what is wrong with them: so those of its last day renew what has ended. So may
    /// who comes onto it by one of the files: then a signatory of their own party has signed it, it was never in force here, and that party is one of the
    /// agreement in force; or, where there is none yet, of an agreement of the party that runs this node. To everybody else
    /// there is no such agreement here, and that they tried is on record.
    /// - Throws: `exchange.agreement.nothing` if another agreement or its roster is among the files, whether or not it is
    ///   in force here.
    func admit(_ handover: Handover, with files: [PolicyFile], trust: TrustStore) async throws {
        let caller = handover.caller
        let active = await ledgers[handover.agreement]?.active
        let given = files.compactMap { try? GivenPolicy($0) }
        let isMember = active.map { stands(caller, on: $0) } ?? false
        if !isMember, try !isVouched(handover, by: given, under: active, trust: trust) {
            try await recordStranger(caller)
            throw ExchangeError.notThere
        }
        for policy in given where policy.document.governs != handover.agreement {
            let other = policy.document.governs
            switch policy.document {
            case .law: continue
            case .roster: throw alsoBrings(other)
            case .agreement(let agreement):
                if agreement.isActedUnder { throw alsoBrings(other) }
            }
        }
    }

    /// Whether somebody stands on the roster at this moment, or stood on it on the agreement's last day. Of what is in force
    /// nobody else is told.
    func stands(_ caller: CallingMember, on active: ActiveAgreement) -> Bool {
        active.agreement.entry(of: caller.member, atLatestBy: now) != nil
    }

    private func isVouched(
        _ handover: Handover, by given: [GivenPolicy], under active: ActiveAgreement?, trust: TrustStore
    ) throws -> Bool {
        let member = handover.caller.member
        var parties = active?.agreement.partyList ?? []
        if active == nil {
            for case .agreement(let agreement) in given.map(\.document) where agreement.id == handover.agreement {
                parties = agreement.partyList.contains(node.party) ? agreement.partyList : []
            }
        }
        guard parties.contains(member.party) else { return false }
        let naming = given.filter { policy in
            policy.document.governs == handover.agreement && policy.document.names(member)
                && policy.isSigned(for: member.party, trust, now: now)
        }
        guard !naming.isEmpty, let active else { return !naming.isEmpty }
        // Only now the log is read: somebody for whom nobody signed costs as many reads where there is nothing.
        let old = Set(try active.log.activations().flatMap(\.activation.sources).map(\.digest))
        return naming.contains { !old.contains($0.document.digest) }
    }

    func alsoBrings(_ other: AgreementID) -> ExchangeError {
        ExchangeError(
            .agreementNothing, "These files bring \(other) too, which is not handed in by itself.",
            next: "Activate each by itself: saksi agreement activate FILE, with --under for what an agreement rests on."
        )
    }
}
