import Vocabulary

/// What is known of an item, as bits; read once, since reading one fact of an item in place holds all of them.
struct KnownItem {
    let category: UInt64?
    let victimIdentity: UInt64?
    let flags: UInt64?
    let handling: UInt64?
    let copy: UInt64?
    let evaluation: UInt64?
    let channel: Channel?
    let origin: UInt64?
}

extension CompiledPolicy {
    /// Nil where the request is about no item.
    func knownItem(_ asked: Asked) -> KnownItem? {
        guard let item = asked.facts.item else { return nil }
        return KnownItem(
            category: item.category.value?.bit, victimIdentity: item.victimIdentity.value?.bit,
            flags: item.flags.value.map(ItemFlag.mask), handling: item.handling.value.map(HandlingCode.mask),
            copy: item.copy.value?.bit, evaluation: item.evaluation.value?.bit, channel: item.channel.value,
            origin: item.origin.value.map(partyBit))
    }

    /// The facts of a request as bits: what certainly holds, and what may.
    func bits(_ asked: Asked, _ item: KnownItem?, entry: CompiledEntry) -> FactBits {
        var bits = FactBits()
        read(asked, item, entry, into: &bits)
        return bits
    }

    /// The same, where they stand already: what is as large costs to move.
    func read(_ asked: Asked, _ item: KnownItem?, _ entry: CompiledEntry, into bits: inout FactBits) {
        let place = place(asked, entry)
        setRole(&bits, .role, entry, at: place)
        setRole(&bits, .roleInLaw, entry, at: Territory(value: place.established, established: place.established))
        bits.set(.party, entry.party)
        bits.set(.member, entry.members)
        bits.set(.authority, entry.authorities)
        // For an action that is about no item no clause about items speaks of it.
        if item != nil || asked.request.action.needsItem { set(&bits, item, entry) }
        setPurpose(&bits, asked)
        if !asked.facts.consents.isEmpty { setConsents(&bits, asked) }
        if item?.origin == nil { bits.setPossible(.consent, SpecialBit.itemOrigin) }
        set(&bits, .offence, asked.facts.caseFacts.offences.value.map(Offence.mask))
        set(&bits, .place, place.isAny ? SpecialBit.anywhere : place.value)
        set(&bits, .placeInLaw, place.established)
        let forum = territory(asked.facts.forum, asked)
        set(&bits, .forum, forum.isAny ? SpecialBit.anywhere : forum.value)
        set(&bits, .forumInLaw, forum.established)
        for court in asked.facts.orderingParties { bits.set(.courtOrder, partyBit(court)) }
        if !asked.facts.overrides.isEmpty { setOverrides(&bits, asked, at: place.value) }
    }

    /// The territory on which the operation takes place, or whose court or authority uses the material, as a bit; nil where
    /// that is not known.
    private struct Territory {
        let value: UInt64?
        /// Nil also where it is no more than declared.
        let established: UInt64?
        /// Under the agreement each that could be declared counts.
        var isAny = false

        /// A declaration adds a law, and takes none away.
        func bears(_ law: CompiledLaw) -> Bool {
            established.map { $0 == law.party } ?? (law.countsUnknown || value == law.party)
        }
    }

    private func place(_ asked: Asked, _ entry: CompiledEntry) -> Territory {
        if entry.secondedTo != 0 { return Territory(value: entry.secondedTo, established: entry.secondedTo) }
        return territory(asked.facts.place, asked)
    }

    private func territory(_ fact: Fact<Party>, _ asked: Asked) -> Territory {
        let value = fact.value.map(partyBit)
        return Territory(
            value: value, established: fact.source == .request ? nil : value, isAny: asked.request.action.isPlaceless)
    }

    /// Where it is not known whether somebody leads, they may be a leader or a member, and are certainly one of the two.
    private func setRole(_ bits: inout FactBits, _ dimension: Dimension, _ entry: CompiledEntry, at place: Territory) {
        if let role = entry.role(at: place.value) { return bits.set(dimension, role) }
        bits.set(dimension, SpecialBit.leadsSomewhere)
        if place.isAny { bits.set(dimension, RosterRole.teamLeader.bit | RosterRole.member.bit) }
        bits.setPossible(dimension, RosterRole.teamLeader.bit | RosterRole.member.bit)
    }

    private func set(_ bits: inout FactBits, _ item: KnownItem?, _ entry: CompiledEntry) {
        set(&bits, .category, item?.category)
        set(&bits, .victimIdentity, item?.victimIdentity)
        set(&bits, .flags, item?.flags)
        set(&bits, .handling, item?.handling)
        set(&bits, .channel, item?.channel?.bit)
        set(&bits, .copy, item?.copy)
        set(&bits, .evaluation, item?.evaluation)
        if let origin = item?.origin {
            bits.set(.origin, origin)
            bits.set(.party, origin == entry.party ? SpecialBit.itemOrigin : SpecialBit.otherParties)
        } else {
            bits.setUnknown(.origin)
            bits.setPossible(.party, SpecialBit.itemOrigin | SpecialBit.otherParties)
        }
    }

    @inline(__always)
    private func set(_ bits: inout FactBits, _ dimension: Dimension, _ mask: UInt64?) {
        if let mask { bits.set(dimension, mask) } else { bits.setUnknown(dimension) }
    }

    private func setPurpose(_ bits: inout FactBits, _ asked: Asked) {
        guard let purpose = asked.request.purpose else { return bits.setUnknown(.purpose) }
        bits.set(.purpose, purpose.bit)
        guard purpose.servesOffence else { return }
        let declared = asked.request.offence.map(\.bit)
        let known = asked.facts.caseFacts.offences.value.map(Offence.mask)
        for index in headings.indices {
            guard let listed = headings[index].agreed else { continue }
            // An offence that is declared with the purpose must be one of the case.
            if let declared, declared & listed == 0 { continue }
            guard let known else {
                bits.setPossible(.purpose, SpecialBit.agreedOffence(document: index))
                continue
            }
            if known & (declared ?? listed) != 0 { bits.set(.purpose, SpecialBit.agreedOffence(document: index)) }
        }
    }

    private func setConsents(_ bits: inout FactBits, _ asked: Asked) {
        let origin = asked.facts.item?.origin.value
        for consent in asked.facts.consents {
            let truth = consent.covers(asked)
            guard truth != .no else { continue }
            let bit = partyBit(consent.party) | (consent.party == origin ? SpecialBit.itemOrigin : 0)
            if truth == .yes { bits.set(.consent, bit) } else { bits.setPossible(.consent, bit) }
        }
    }

    private func setOverrides(_ bits: inout FactBits, _ asked: Asked, at place: UInt64?) {
        for override in asked.facts.overrides where isValid(override, asked, at: place) {
            for (place, clause) in liftable.enumerated() where override.clauses.contains(reference(clause)) {
                bits.set(.override, 1 << UInt64(place))
            }
        }
    }

    /// Two who lead the team today where the operation takes place, under an instrument that provides for it.
    private func isValid(_ override: Override, _ asked: Asked, at place: UInt64?) -> Bool {
        guard providesOverride, override.binds(asked.request, asked.facts, at: asked.instant, under: digest) else {
            return false
        }
        return Override.isSigned(by: override.statements.map(\.leader), ofParties: agreement?.parties.count ?? 0) {
            entry(of: $0, at: asked.instant)?.role(at: place) == RosterRole.teamLeader.bit
        }
    }

    /// The laws that bear on the request, by document; a link that is not known counts for those of parties whom the
    /// agreement concerns.
    func applicableLaws(_ asked: Asked, _ item: KnownItem?, entry: CompiledEntry) -> UInt64 {
        guard !laws.isEmpty else { return 0 }
        var applicable: UInt64 = 0
        let now = asked.instant.millisecondsSince1970
        let origin = item?.origin
        let mayHaveOrigin = item != nil || asked.request.action.needsItem
        let place = place(asked, entry)
        let forum = territory(asked.facts.forum, asked)
        for law in laws where now >= law.start && now < law.end {
            let counts = law.countsUnknown
            if law.byActor && entry.party == law.party
                || law.byOrigin && (origin.map { $0 == law.party } ?? (counts && mayHaveOrigin))
                || law.byPlace && place.bears(law)
                || law.byForum && forum.bears(law)
            {
                applicable |= 1 << UInt64(law.document)
            }
        }
        return applicable
    }
}
