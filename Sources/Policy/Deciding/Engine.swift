import Vocabulary

/// The decision, step by step as docs/spec/agreement.md has it.
extension CompiledPolicy {
    func decide(_ asked: Asked) -> Verdict {
        var verdict = Verdict()
        let entry = entry(of: asked.request.actor, at: asked.instant)
        let item = knownItem(asked)
        verdict.gate = gate(asked, item, entry: entry)
        if verdict.gate.isEmpty, let entry {
            let bits = bits(asked, item, entry: entry)
            let laws = applicableLaws(asked, item, entry: entry)
            let slot = Int(asked.request.action.position)
            for clause in byAction[slot].forbids where applies(clause, laws) && value(of: clause, bits) != .no {
                verdict.forbids.append(clause)
            }
            if verdict.forbids.isEmpty {
                for clause in byAction[slot].requires where applies(clause, laws) && value(of: clause, bits) != .no {
                    verdict.requires.append(clause)
                }
                if !asked.facts.overrides.isEmpty { verdict.lifted = lifted(slot, bits) }
                settle(slot, bits, asked, &verdict)
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
    private func settle(_ slot: Int, _ bits: FactBits, _ asked: Asked, _ verdict: inout Verdict) {
        let manner = Manner(asked.request)
        verdict.permits.reserveCapacity(8)
        var choice = PermitChoice(manner)
        for clause in verdict.requires { choice.add(required: clause, self) }
        for (document, permits) in byAction[slot].permits {
            let first = verdict.permits.count
            for clause in permits where permitsThis(clause, bits, manner) { verdict.permits.append(clause) }
            if !choice.add(permits: verdict.permits[first...], self, asked) { verdict.withoutPermit.append(document) }
        }
        guard verdict.withoutPermit.isEmpty || manner == .recorded else { return verdict.lackPermit() }
        let chosen = choice.best(self, asked)
        for clause in verdict.requires where shapes[clause].asksDuties {
            verdict.obligations.join(clauses[clause].source.obligations)
        }
        for clause in chosen.clauses where shapes[clause].asksDuties {
            verdict.obligations.join(clauses[clause].source.obligations)
        }
        for clause in verdict.lifted { verdict.obligations.join(mark(for: clause)) }
        (verdict.cannot, verdict.lacksRenditions) = unkeepable(verdict.obligations, asked.facts)
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

    /// What must happen before release and cannot.
    func unkeepable(_ obligations: Obligations, _ facts: Facts) -> ([ObligationKind], [Redaction]) {
        var cannot: [ObligationKind] = []
        for kind in ObligationKind.allCases where obligations.asks(kind) && !facts.node.fulfils.contains(kind) {
            cannot.append(kind)
        }
        if obligations.redact.isEmpty { return (cannot, []) }
        let redactions = facts.item?.redactions.value ?? []
        return (cannot, obligations.redact.filter { !redactions.contains($0) })
    }

    // MARK: Matching

    private func applies(_ clause: Int, _ laws: UInt64) -> Bool {
        let document = shapes[clause].document
        return document < headings.count || laws & (1 << UInt64(document)) != 0
    }

    /// Whether a clause matches. What is unknown stays unknown: the caller says what that counts as.
    func value(of clause: Int, _ bits: FactBits) -> Truth {
        let shape = shapes[clause]
        var result = Truth.yes
        for test in shape.start..<shape.middle {
            switch bits.answer(tests[test]) {
            case .no: return .no
            case .unknown: result = .unknown
            case .yes: break
            }
        }
        for test in shape.middle..<shape.end {
            switch bits.answer(tests[test]) {
            case .yes: return .no
            case .unknown: result = .unknown
            case .no: break
            }
        }
        return result
    }

    /// Whether a permit matches. For what helps the accused it does not matter for which purposes it was written.
    private func permitsThis(_ clause: Int, _ bits: FactBits, _ manner: Manner) -> Bool {
        guard manner == .helpsTheAccused else { return value(of: clause, bits) == .yes }
        func isOfPurpose(_ test: Int) -> Bool { tests[test].dimension == Dimension.purpose.rawValue }
        return clauses[clause].conditions.allSatisfy { isOfPurpose($0) || bits.answer(tests[$0]) == .yes }
            && clauses[clause].exceptions.allSatisfy { isOfPurpose($0) || bits.answer(tests[$0]) == .no }
    }

    // MARK: Overrides

    /// The forbids that would match without any override.
    private func lifted(_ slot: Int, _ bits: FactBits) -> [Int] {
        var without = bits
        without.clear(.override)
        return byAction[slot].forbids.filter { liftable.contains($0) && value(of: $0, without) != .no }
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
        requires = []
        lifted = []
    }
}

/// What a request is, where that changes how permits, approvals and obligations count.
enum Manner {
    case ordinary
    /// The disclosure of what helps the accused.
    case helpsTheAccused
    /// What happens in court happens outside of the node: it is recorded, and what is lacking is a warning.
    case recorded

    init(_ request: PolicyRequest) {
        switch request.action {
        case .disclose where request.purpose == .exculpatory: self = .helpsTheAccused
        case .produceInCourt: self = .recorded
        default: self = .ordinary
        }
    }
}
