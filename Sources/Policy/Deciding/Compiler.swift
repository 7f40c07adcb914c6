import Vocabulary

/// Turns an agreement, its instruments and its laws into tests on bits.
struct Compiler {
    private let agreement: Agreement
    private let instruments: [Agreement]
    private let laws: [Law]

    private var parties: [Party] = []
    private var members: [MemberID] = []
    private var authorities: [AuthorityID] = []
    private var tests: [Test] = []
    private var liftable: [Int] = []

    init(_ agreement: Agreement, instruments: [Agreement], laws: [Law]) {
        self.agreement = agreement
        self.instruments = instruments
        self.laws = laws
    }

    static func compile(
        _ agreement: Agreement, instruments: [Agreement], laws: [Law]
    ) throws(PolicyError) -> CompiledPolicy {
        var compiler = Compiler(agreement, instruments: instruments, laws: laws)
        return try compiler.compile()
    }

    /// What decides where there is no such agreement: nothing permits.
    static let nothing = CompiledPolicy(
        agreement: nil, documents: [], digest: PolicyDigest.of(agreement: nil, instruments: [], laws: []), clauses: [],
        tests: [], byAction: Array(repeating: ActionIndex(), count: Action.allCases.count), entries: [],
        headings: [], laws: [], parties: [], providesOverride: false, liftable: [])

    private mutating func compile() throws(PolicyError) -> CompiledPolicy {
        guard instruments.count < SpecialBit.mostDocumentsWithOffences else {
            throw PolicyError(
                .policyTooLarge,
                "\(agreement.id) rests on more than \(SpecialBit.mostDocumentsWithOffences) instruments.",
                next: "Name those that empower it.")
        }
        guard 1 + instruments.count + laws.count <= SpecialBit.mostDocuments else {
            throw PolicyError(
                .policyTooLarge, "More than \(SpecialBit.mostDocuments) files bear on \(agreement.id).",
                next: "Join laws of one party in one file.")
        }
        for party in agreement.partyList + agreement.roster.entries.map(\.member.party) { _ = try bit(of: party) }
        let documents = documents()
        var clauses: [CompiledClause] = []
        var byAction = Array(repeating: ActionIndex(), count: Action.allCases.count)
        let sources = [agreement.clauses] + instruments.map(\.clauses) + laws.map(\.clauses)
        for (document, source) in sources.enumerated() {
            for clause in source {
                let index = clauses.count
                clauses.append(try compile(clause, index, document: document))
                for action in clause.actions {
                    let slot = Int(action.position)
                    switch clause.effect {
                    case .forbid: byAction[slot].forbids.append(index)
                    case .require: byAction[slot].requires.append(index)
                    case .permit: Self.add(index, of: document, to: &byAction[slot])
                    }
                }
            }
        }
        // The agreement itself must always permit.
        for slot in byAction.indices where byAction[slot].permits.first?.document != 0 {
            byAction[slot].permits.insert((0, []), at: 0)
        }
        var entries: [CompiledEntry] = []
        for (index, entry) in agreement.roster.entries.enumerated() { entries.append(try compile(entry, index)) }
        return CompiledPolicy(
            agreement: agreement, documents: documents,
            digest: PolicyDigest.of(agreement: agreement, instruments: instruments, laws: laws), clauses: clauses,
            tests: tests, byAction: byAction, entries: entries, headings: headings, laws: try compiledLaws(),
            parties: parties, providesOverride: instruments.contains(where: \.providesOverride), liftable: liftable)
    }

    private static func add(_ clause: Int, of document: Int, to index: inout ActionIndex) {
        if index.permits.last?.document == document {
            index.permits[index.permits.count - 1].clauses.append(clause)
        } else {
            index.permits.append((document, [clause]))
        }
    }

    private func documents() -> [CompiledDocument] {
        ([agreement] + instruments).map {
            CompiledDocument(id: $0.id, version: $0.version, digest: $0.digest, isLaw: false)
        } + laws.map { CompiledDocument(id: $0.id, version: $0.version, digest: $0.digest, isLaw: true) }
    }

    private var headings: [CompiledHeading] {
        ([agreement] + instruments).map { grant in
            CompiledHeading(
                start: grant.term.start, end: grant.term.end,
                agreed: (grant.purpose ?? agreement.purpose).map { Offence.mask($0.offences) },
                listsOffences: grant.purpose != nil, threshold: grant.purpose?.threshold)
        }
    }

    private mutating func compiledLaws() throws(PolicyError) -> [CompiledLaw] {
        let concerned = agreement.concerned
        var compiled: [CompiledLaw] = []
        for (index, law) in laws.enumerated() {
            compiled.append(
                CompiledLaw(
                    document: 1 + instruments.count + index, party: try bit(of: law.party), start: law.term.start,
                    end: law.term.end, byOrigin: law.applies.contains(.itemOrigin),
                    byActor: law.applies.contains(.actorParty), byPlace: law.applies.contains(.place),
                    byForum: law.applies.contains(.forum), countsUnknown: concerned.contains(law.party)))
        }
        return compiled
    }

    private mutating func compile(_ entry: RosterEntry, _ index: Int) throws(PolicyError) -> CompiledEntry {
        CompiledEntry(
            index: index, role: entry.role.bit, party: try bit(of: entry.member.party),
            members: members.firstIndex(of: entry.member).map { 1 << UInt64($0) } ?? 0,
            authorities: authorities.firstIndex(of: entry.member.authority).map { 1 << UInt64($0) } ?? 0,
            secondedTo: try entry.secondedTo.map { (party) throws(PolicyError) in try bit(of: party) } ?? 0,
            leadsIn: try entry.leadsIn.map { (parties) throws(PolicyError) in try mask(of: parties) },
            start: entry.term.start, end: entry.term.end)
    }

    private mutating func compile(_ clause: Clause, _ index: Int, document: Int) throws(PolicyError) -> CompiledClause {
        let start = tests.count
        try compile(clause.who, isLaw: isLaw(document))
        try compile(clause.item)
        for condition in clause.conditions {
            let test = try test(condition, of: index, document: document)
            tests.append(condition.isOfTerritory && !isLaw(document) ? test.orAnywhere : test)
        }
        let middle = tests.count
        for exception in clause.exceptions { tests.append(try test(exception, of: index, document: document)) }
        return CompiledClause(
            document: document, source: clause, conditions: start..<middle, exceptions: middle..<tests.count,
            candidates: (clause.approvals?.seats ?? []).map(candidates))
    }

    /// Who could fill a seat for an item of some origin.
    private func candidates(for seat: ApprovalSeat) -> [Int] {
        let entries = agreement.roster.entries
        return entries.indices.filter { index in
            let roles = [entries[index].role] + (entries[index].leadsIn == nil ? [] : [.member])
            return roles.contains { seat.admits(entries[index], as: $0, origin: entries[index].member.party) }
        }
    }

    private func isLaw(_ document: Int) -> Bool { document > instruments.count }

    private mutating func compile(_ who: WhoTerms, isLaw: Bool) throws(PolicyError) {
        if let roles = who.roles { tests.append(Test(isLaw ? .roleInLaw : .role, RosterRole.test(roles))) }
        if let references = who.parties {
            var mask: UInt64 = 0
            for reference in references { mask |= try bit(of: reference) }
            tests.append(Test(.party, mask))
        }
        if let named = who.members {
            var mask: UInt64 = 0
            for member in named { mask |= try Self.bit(of: member, in: &members, "members named in clauses") }
            tests.append(Test(.member, mask))
        }
        if let named = who.authorities {
            var mask: UInt64 = 0
            for authority in named {
                mask |= try Self.bit(of: authority, in: &authorities, "authorities named in clauses")
            }
            tests.append(Test(.authority, mask))
        }
    }

    private mutating func compile(_ item: ItemTerms) throws(PolicyError) {
        if let words = item.categories { tests.append(Test(.category, EvidenceCategory.mask(words))) }
        if let words = item.victimIdentity { tests.append(Test(.victimIdentity, VictimIdentity.mask(words))) }
        if let words = item.flags { tests.append(Test(.flags, ItemFlag.mask(words))) }
        if let words = item.handling { tests.append(Test(.handling, HandlingCode.mask(words))) }
        if let words = item.channels { tests.append(Test(.channel, Channel.mask(words))) }
        if let origins = item.origins { tests.append(Test(.origin, try mask(of: origins))) }
        if let words = item.copies { tests.append(Test(.copy, CopyKind.mask(words))) }
        if let evaluations = item.evaluations {
            tests.append(Test(.evaluation, evaluations.reduce(0) { $0 | $1.bit }))
        }
    }

    private mutating func test(_ condition: Condition, of clause: Int, document: Int) throws(PolicyError) -> Test {
        switch condition {
        case .purpose(let references):
            var mask: UInt64 = 0
            for reference in references {
                switch reference {
                case .purpose(let purpose): mask |= purpose.bit
                case .agreedOffence: mask |= SpecialBit.agreedOffence(document: document)
                }
            }
            return Test(.purpose, mask)
        case .consentOf(let givers):
            var mask: UInt64 = 0
            for giver in givers { mask |= try bit(of: giver) }
            return Test(.consent, mask, all: true)
        case .offence(let offences): return Test(.offence, Offence.mask(offences))
        case .place(let parties): return Test(isLaw(document) ? .placeInLaw : .place, try mask(of: parties))
        case .forum(let parties): return Test(isLaw(document) ? .forumInLaw : .forum, try mask(of: parties))
        case .courtOrder: return Test(.courtOrder, try mask(of: courts(document)))
        case .override: return Test(.override, try Self.bit(of: clause, in: &liftable, "clauses with an override"))
        }
    }

    /// Whose courts count: for a law its own party's, else those of the agreement's parties.
    private func courts(_ document: Int) -> Set<Party> {
        isLaw(document) ? [laws[document - 1 - instruments.count].party] : Set(agreement.parties.keys)
    }

    // MARK: Bits for names

    private mutating func mask(of parties: Set<Party>) throws(PolicyError) -> UInt64 {
        var mask: UInt64 = 0
        for party in parties { mask |= try bit(of: party) }
        return mask
    }

    private mutating func bit(of reference: PartyReference) throws(PolicyError) -> UInt64 {
        switch reference {
        case .party(let party): try bit(of: party)
        case .itemOrigin: SpecialBit.itemOrigin
        case .otherParties: SpecialBit.otherParties
        }
    }

    private mutating func bit(of party: Party) throws(PolicyError) -> UInt64 {
        try Self.bit(of: party, in: &parties, "parties", most: SpecialBit.mostParties)
    }

    private static func bit<Name: Equatable>(
        of name: Name, in names: inout [Name], _ noun: String, most: Int = SpecialBit.mostNames
    ) throws(PolicyError) -> UInt64 {
        if let index = names.firstIndex(of: name) { return 1 << UInt64(index) }
        guard names.count < most else {
            throw PolicyError(
                .policyTooLarge, "There are more than \(most) \(noun).", next: "Use roles, or divide the agreement.")
        }
        names.append(name)
        return 1 << UInt64(names.count - 1)
    }
}

extension Evaluation {
    /// Sixteen grades: four sources times four degrees of information.
    var bit: UInt64 {
        let bytes = Array(text.utf8)
        let source = UInt64(["A", "B", "C", "X"].firstIndex(of: text.prefix(1)) ?? 0)
        return 1 << (source * 4 + UInt64(bytes[1] - 0x31))
    }
}
