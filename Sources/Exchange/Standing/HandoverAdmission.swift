import Custody
import Policy
import Seal
import Vocabulary

extension ExchangeNode {
    /// Holds files against who hands them in, before anything is said of what is in force here.
    ///
    /// Whoever stands on the roster at this moment may be told what is wrong with them. So may who comes onto it by one of the
    /// files: then a signatory of their own party has signed it, it was never in force here, and that party is one of the
    /// agreement in force; or, where there is none yet, of an agreement of the party that runs this node. To everybody else
    /// there is no such agreement here, and that they tried is on record.
    /// - Throws: `exchange.agreement.nothing` if another agreement or its roster is among the files, whether or not it is
    ///   in force here; but for the text in force of one on whose roster the caller stands as well.
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
                guard agreement.isActedUnder else { continue }
                guard let known = await ledgers[other]?.active, known.agreement.digest == agreement.digest,
                    stands(caller, on: known)
                else { throw alsoBrings(other) }
            }
        }
    }

    /// Whether somebody stands on the roster at this moment. Of what is in force nobody else is told.
    func stands(_ caller: CallingMember, on active: ActiveAgreement) -> Bool {
        active.agreement.roster.entry(of: caller.member, at: now) != nil
    }

    private func isVouched(
        _ handover: Handover, by given: [GivenPolicy], under active: ActiveAgreement?, trust: TrustStore
    ) throws -> Bool {
        let member = handover.caller.member
        var parties = active?.agreement.partyList ?? []
        let old = Set(try active?.log.activations().flatMap(\.activation.sources).map(\.digest) ?? [])
        if active == nil {
            for case .agreement(let agreement) in given.map(\.document) where agreement.id == handover.agreement {
                parties = agreement.partyList.contains(node.party) ? agreement.partyList : []
            }
        }
        return parties.contains(member.party)
            && given.contains { policy in
                policy.document.governs == handover.agreement && !old.contains(policy.document.digest)
                    && policy.document.names(member)
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
