import Vocabulary

/// The decision, step by step as docs/spec/agreement.md has it.
extension CompiledPolicy {
    func decide(_ asked: Asked) -> Verdict {
        var verdict = Verdict()
        let entry = entry(of: asked.request.actor, at: asked.instant)
        let item = knownItem(asked)
        verdict.gate = gate(asked, item, entry: entry)
        if verdict.gate.isEmpty, let entry {
            var bits = FactBits()
            read(asked, item, entry, into: &bits)
            let laws = applicableLaws(asked, item, entry: entry)
            let glance = Glance(bits)
            let known = bits.known.span
            let slot = Int(asked.request.action.position)
            for clause in byAction[slot].forbids where mayApply(clause, glance, laws) && value(of: clause, known) != .no
            {
                verdict.forbids.append(clause)
            }
            if verdict.forbids.isEmpty {
                for clause in byAction[slot].requires
                where mayApply(clause, glance, laws) && value(of: clause, known) != .no {
                    verdict.requires.append(clause)
                }
                if !asked.facts.overrides.isEmpty { verdict.lifted = lifted(slot, bits) }
                settle(slot, bits, glance, asked, &verdict)
            }
        }
        if asked.request.action == .produceInCourt, entriesByMember[asked.request.actor] != nil,
            asked.facts.isOrdered(among: agreement?.partyList ?? [])
        {
            verdict.isOrdered = true
            verdict.outcome = .permit
            verdict.needs = []
            verdict.spends = []
            verdict.obligations.log = .full
        }
        return verdict
    }

    /// Permits, approvals and obligations, once nothing forbids.
    private func settle(
        _ slot: Int, _ bits: borrowing FactBits, _ glance: Glance, _ asked: Asked, _ verdict: inout Verdict
    ) {
        let manner = Manner(asked)
        let known = bits.known.span
        var choice = PermitChoice(manner)
        for place in 0..<verdict.requires.count { choice.add(required: verdict.requires[place], self) }
        for (document, permits) in byAction[slot].permits {
            let first = verdict.permits.count
            for clause in permits where glance.mayMatch(shapes[clause]) && permitsThis(clause, known, manner) {
                verdict.permits.append(clause)
            }
            if !choice.add(permits: verdict.permits, from: first, self, asked) {
                verdict.withoutPermit.append(document)
            }
        }
        guard verdict.withoutPermit.isEmpty || manner == .recorded else { return verdict.lackPermit() }
        let chosen = choice.best(self, asked)
        for place in 0..<verdict.requires.count { join(verdict.requires[place], &verdict.obligations) }
        for place in 0..<chosen.clauses.count { join(chosen.clauses[place], &verdict.obligations) }
        for place in 0..<verdict.lifted.count { verdict.obligations.join(mark(for: verdict.lifted[place])) }
        (verdict.cannot, verdict.lacksRenditions) = unkeepable(verdict.obligations, asked)
        if manner == .helpsTheAccused {
            // Never refused for what could not be done along with it: that is noted, and the giver is told.
            verdict.outcome = .permit
            var notice = Obligations()
            notice.notify = ["giver" + (asked.facts.item?.origin.value.map { "-" + $0.lowercased } ?? "")]
            return verdict.obligations.join(notice)
        }
        verdict.needs = chosen.approvals.needs
        verdict.unapprovable = chosen.approvals.unfillable
        if !verdict.cannot.isEmpty || !verdict.lacksRenditions.isEmpty || !verdict.unapprovable.isEmpty {
            verdict.outcome = .deny
        } else {
            verdict.outcome = verdict.needs.isEmpty ? .permit : .pending
        }
        if verdict.outcome == .permit { verdict.spends = chosen.approvals.spends.sorted() }
    }

    private func join(_ clause: Int, _ obligations: inout Obligations) {
        if shapes[clause].asksDuties { obligations.join(clauses[clause].source.obligations) }
    }

    /// What must happen before release and cannot.
    func unkeepable(_ obligations: Obligations, _ asked: Asked) -> ([ObligationKind], [Redaction]) {
        if obligations.isEmpty { return ([], []) }
        var cannot: [ObligationKind] = []
        for kind in ObligationKind.allCases where obligations.asks(kind) && !asked.facts.node.fulfils.contains(kind) {
            cannot.append(kind)
        }
        if obligations.redact.isEmpty { return (cannot, []) }
        let redactions = asked.facts.item?.redactions.value ?? []
        return (cannot, obligations.redact.filter { !redactions.contains($0) })
    }

    // MARK: Matching

    /// Whether its file bears on the request, and nothing rules it out at first sight.
    @inline(__always)
    private func mayApply(_ clause: Int, _ glance: Glance, _ laws: UInt64) -> Bool {
        guard glance.mayMatch(shapes[clause]) else { return false }
        let document = shapes[clause].document
        return document < headings.count || laws & (1 << UInt64(document)) != 0
    }

    /// Whether a clause matches. What is unknown stays unknown: the caller says what that counts as.
    func value(of clause: Int, _ bits: borrowing FactBits) -> Truth { value(of: clause, bits.known.span) }

    private func value(of clause: Int, _ known: Span<FactBits.Known>) -> Truth {
        let shape = shapes[clause]
        var result = Truth.yes
        for test in shape.start..<shape.middle {
            switch tests[test].answer(known) {
            case .no: return .no
            case .unknown: result = .unknown
            case .yes: break
            }
        }
        for test in shape.middle..<shape.end {
            switch tests[test].answer(known) {
            case .yes: return .no
            case .unknown: result = .unknown
            case .no: break
            }
        }
        return result
    }

    /// Whether a permit matches. For what helps the accused it does not matter for which purposes it was written.
    private func permitsThis(_ clause: Int, _ known: Span<FactBits.Known>, _ manner: Manner) -> Bool {
        guard manner == .helpsTheAccused else { return value(of: clause, known) == .yes }
        let shape = shapes[clause]
        for test in shape.start..<shape.end where tests[test].dimension != Dimension.purpose.rawValue {
            if tests[test].answer(known) != (test < shape.middle ? .yes : .no) { return false }
        }
        return true
    }

    // MARK: Overrides

    /// The forbids that would match without any override.
    private func lifted(_ slot: Int, _ bits: borrowing FactBits) -> ClauseList {
        let without = bits.cleared(.override)
        var lifted = ClauseList()
        for clause in byAction[slot].forbids where liftable.contains(clause) && value(of: clause, without) != .no {
            lifted.append(clause)
        }
        return lifted
    }

    /// An override is shown on every page.
    private func mark(for lifted: Int) -> Obligations {
        var mark = Obligations()
        let clause = reference(lifted)
        mark.mark = ["Released under an override of clause \(clause.clause) of \(clause.document)"]
        return mark
    }
}

extension Verdict {
    /// A refusal for want of a permit carries no obligations and asks for no approvals.
    fileprivate mutating func lackPermit() {
        outcome = .deny
        requires = ClauseList()
        lifted = ClauseList()
    }
}

/// What a request is, where that changes how permits, approvals and obligations count.
enum Manner {
    case ordinary
    /// The disclosure of what helps the accused.
    case helpsTheAccused
    /// What happens in court happens outside of the node: it is recorded, and what is lacking is a warning.
    case recorded

    init(_ asked: Asked) {
        switch asked.request.action {
        case .disclose where asked.request.purpose == .exculpatory: self = .helpsTheAccused
        case .produceInCourt: self = .recorded
        default: self = .ordinary
        }
    }
}
