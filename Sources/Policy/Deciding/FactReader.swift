import Vocabulary

extension CompiledPolicy {
    /// The facts of a request as bits: what certainly holds, and what may.
    func bits(
        _ request: PolicyRequest, at instant: Instant, facts: Facts, entry: CompiledEntry
    ) -> FactBits {
        var bits = FactBits()
        bits.set(.role, entry.source.role.bit)
        bits.set(.party, entry.party)
        bits.set(.member, entry.members)
        bits.set(.authority, entry.authorities)
        set(&bits, item: facts.item ?? (request.action.needsItem ? ItemFacts() : nil), actor: request.actor)
        set(&bits, purposeOf: request, facts.caseFacts)
        set(&bits, consentsFor: request, at: instant, facts)
        if let offences = facts.caseFacts.offences.value {
            bits.set(.offence, Offence.mask(offences))
        } else {
            bits.setUnknown(.offence)
        }
        set(&bits, .place, entry.source.secondedTo ?? facts.place.value)
        set(&bits, .forum, facts.forum.value)
        if let court = facts.orderingParty { bits.set(.courtOrder, partyBit(court)) }
        for override in facts.overrides where isValid(override, request, at: instant, facts) {
            for (place, clause) in liftable.enumerated() where override.clauses.contains(reference(clause)) {
                bits.set(.override, 1 << UInt64(place))
            }
        }
        return bits
    }

    private func set(_ bits: inout FactBits, item: ItemFacts?, actor: MemberID) {
        // An action that is about no item: no clause about items speaks of it.
        guard let item else { return }
        set(&bits, .category, item.category.value?.bit)
        set(&bits, .victimIdentity, item.victimIdentity.value?.bit)
        set(&bits, .flags, item.flags.value.map(ItemFlag.mask))
        set(&bits, .handling, item.handling.value.map(HandlingCode.mask))
        set(&bits, .channel, item.channel.value?.bit)
        set(&bits, .copy, item.copy.value?.bit)
        set(&bits, .evaluation, item.evaluation.value?.bit)
        if let origin = item.origin.value {
            bits.set(.origin, partyBit(origin))
            bits.set(.party, origin == actor.party ? SpecialBit.itemOrigin : SpecialBit.otherParties)
        } else {
            bits.setUnknown(.origin)
            bits.setPossible(.party, SpecialBit.itemOrigin | SpecialBit.otherParties)
        }
    }

    private func set(_ bits: inout FactBits, _ dimension: Dimension, _ mask: UInt64?) {
        if let mask { bits.set(dimension, mask) } else { bits.setUnknown(dimension) }
    }

    private func set(_ bits: inout FactBits, _ dimension: Dimension, _ party: Party?) {
        if let party { bits.set(dimension, partyBit(party)) } else { bits.setUnknown(dimension) }
    }

    private func set(_ bits: inout FactBits, purposeOf request: PolicyRequest, _ facts: CaseFacts) {
        guard let purpose = request.purpose else { return bits.setUnknown(.purpose) }
        bits.set(.purpose, purpose.bit)
        guard purpose.servesOffence else { return }
        for index in documents.indices {
            guard let listed = documents[index].purpose?.offences else { continue }
            let agreed = SpecialBit.agreedOffence(document: index)
            // An offence that is declared with the purpose must be one of the case.
            if let offence = request.offence, !listed.contains(offence) { continue }
            guard let offences = facts.offences.value else {
                bits.setPossible(.purpose, agreed)
                continue
            }
            let serves = request.offence.map(offences.contains) ?? offences.contains(where: listed.contains)
            if serves { bits.set(.purpose, agreed) }
        }
    }

    private func set(_ bits: inout FactBits, consentsFor request: PolicyRequest, at instant: Instant, _ facts: Facts) {
        let origin = facts.item?.origin.value
        for consent in facts.consents {
            let truth = consent.covers(request, facts, at: instant)
            guard truth != .no else { continue }
            let bit = partyBit(consent.party) | (consent.party == origin ? SpecialBit.itemOrigin : 0)
            if truth == .yes { bits.set(.consent, bit) } else { bits.setPossible(.consent, bit) }
        }
        if origin == nil { bits.setPossible(.consent, SpecialBit.itemOrigin) }
    }

    /// Two persons who lead the team today, of different parties where there are several, under an instrument that
    /// provides for it.
    private func isValid(
        _ override: Override, _ request: PolicyRequest, at instant: Instant, _ facts: Facts
    ) -> Bool {
        guard providesOverride, override.binds(request, facts, at: instant, under: digest) else { return false }
        let leaders = Set(override.statements.map(\.leader)).filter {
            entry(of: $0, at: instant)?.source.role == .teamLeader
        }
        guard leaders.count >= 2 else { return false }
        return (agreement?.parties.count ?? 0) < 2 || Set(leaders.map(\.party)).count >= 2
    }

    /// The laws that bear on the request, by document; a link that is not known counts for those of parties whom the
    /// agreement concerns.
    func applicableLaws(_ request: PolicyRequest, at instant: Instant, facts: Facts, entry: CompiledEntry) -> UInt64 {
        var applicable: UInt64 = 0
        for index in documents.indices {
            guard case .law(let party, let links, let counts) = documents[index].role,
                documents[index].term.covers(instant)
            else { continue }
            let item = facts.item
            let isOrigin =
                links.contains(.itemOrigin)
                && (item.map { $0.origin.value.map { $0 == party } ?? counts } ?? (counts && request.action.needsItem))
            let isActor = links.contains(.actorParty) && request.actor.party == party
            let isPlace =
                links.contains(.place) && ((entry.source.secondedTo ?? facts.place.value).map { $0 == party } ?? counts)
            let isForum = links.contains(.forum) && (facts.forum.value.map { $0 == party } ?? counts)
            if isOrigin || isActor || isPlace || isForum { applicable |= 1 << UInt64(index) }
        }
        return applicable
    }
}
