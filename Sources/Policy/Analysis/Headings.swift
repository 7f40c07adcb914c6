import Vocabulary

extension PolicyScope {
    /// Whether the headings about offences and penalties let a case pass.
    func admits(_ offence: OffenceValue, for action: Action) -> Bool {
        guard action.testsOffence else { return true }
        return grants.allSatisfy { grant in
            guard let purpose = grant.purpose else { return true }
            guard let offences = offence.offences, offences.contains(where: purpose.offences.contains) else {
                return false
            }
            return purpose.threshold.map { meets($0, offence) } ?? true
        }
    }

    /// Whether the penalties for it are grave enough.
    func meets(_ threshold: Threshold, _ offence: OffenceValue) -> Bool {
        let penalties: [Penalty] =
            switch offence.penalties {
            case .known(let penalties): penalties
            case .unknown: []
            case .ofLaws: self.penalties(for: offence.offences ?? [])
            }
        let met = agreement.partyList.filter { party in
            let years = penalties.filter { $0.party == party }.map(\.years).min()
            return years.map { $0 >= threshold.maximumPenaltyYears } ?? false
        }
        return threshold.scope == .anyParty ? !met.isEmpty : met.count == agreement.partyList.count
    }

    /// Whether the headings, and what every action asks, let this value pass.
    func admits(_ value: FactValue, for action: Action) -> Bool {
        switch value {
        case .purpose(let purpose): purpose != nil || !action.needsPurpose
        case .channel(let channel): !action.testsChannel || agreement.channel.map { $0 == channel } ?? true
        default: true
        }
    }
}
