import Policy
import Seal
import Vocabulary

extension ExchangeNode {
    /// Holds files against who hands them in, before anything is said of what is in force here.
    ///
    /// Whoever stands on the roster may be told what is wrong with them. So may who comes onto it by one of the files: then a
    /// signatory of their own party has signed it, and that party is one of the agreement in force; or, where there is none
    /// yet, of an agreement of the party that runs this node. To everybody else there is no such agreement here, and that
    /// they tried is on record.
    /// - Throws: `exchange.agreement.nothing` if another agreement or its roster is among the files, whether or not it is
    ///   in force here.
    func admit(_ handover: Handover, with files: [PolicyFile], trust: TrustStore) async throws {
        let active = await ledgers[handover.agreement]?.active?.agreement
        let given = files.compactMap { try? GivenPolicy($0) }
        let isMember = active?.roster.names(handover.caller.member) ?? false
        if !isMember, !isVouched(handover, by: given, under: active, trust: trust) {
            _ = try await agreementForAct(handover.agreement, of: handover.caller)
        }
        for policy in given where policy.document.governs != handover.agreement {
            let other = policy.document.governs
            switch policy.document {
            case .law: continue
            case .roster: throw alsoBrings(other)
            case .agreement(let agreement):
                guard agreement.isActedUnder, await ledgers[other]?.active?.agreement.digest != agreement.digest else {
                    continue
                }
                throw alsoBrings(other)
            }
        }
    }

    private func isVouched(
        _ handover: Handover, by given: [GivenPolicy], under active: Agreement?, trust: TrustStore
    ) -> Bool {
        let member = handover.caller.member
        var parties = active?.partyList ?? []
        if active == nil {
            for case .agreement(let agreement) in given.map(\.document) where agreement.id == handover.agreement {
                parties = agreement.partyList.contains(node.party) ? agreement.partyList : []
            }
        }
        return parties.contains(member.party)
            && given.contains { policy in
                policy.document.governs == handover.agreement && policy.document.names(member)
                    && policy.isSigned(for: member.party, trust, now: now)
            }
    }

    func alsoBrings(_ other: AgreementID) -> ExchangeError {
        ExchangeError(
            .agreementNothing, "These files bring \(other) too, which is not handed in by itself.",
            next: "Activate each by itself: saksi agreement activate FILE, with --under for what an agreement rests on."
        )
    }
}
