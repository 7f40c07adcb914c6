import Vocabulary

/// The decision, step by step as docs/spec/agreement.md has it.
extension CompiledPolicy {
    func decide(_ request: PolicyRequest, at instant: Instant, facts: Facts) -> Verdict {
        var verdict = Verdict()
        let entry = entry(of: request.actor, at: instant)
        verdict.gate = gate(request, at: instant, facts: facts, entry: entry)
        if verdict.gate.isEmpty, let entry {
            let bits = bits(request, at: instant, facts: facts, entry: entry)
            let laws = applicableLaws(request, at: instant, facts: facts, entry: entry)
            let index = byAction[Int(request.action.position)]
            for clause in index.forbids where applies(clause, laws) && value(of: clause, bits) != .no {
                verdict.forbids.append(clause)
            }
            if verdict.forbids.isEmpty {
                for clause in index.requires where applies(clause, laws) && value(of: clause, bits) != .no {
                    verdict.requires.append(clause)
                }
                settle(index, bits, request, at: instant, facts, &verdict)
            }
        }
        if request.action == .produceInCourt, facts.isOrdered, entries[request.actor] != nil {
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
        _ index: ActionIndex, _ bits: FactBits, _ request: PolicyRequest, at instant: Instant, _ facts: Facts,
        _ verdict: inout Verdict
    ) {
        var spends: Set<Digest> = []
        func take(_ state: ApprovalState, of clause: Int) {
            verdict.needs += state.needs
            spends.formUnion(state.spends)
            if state.cannotBeGiven { verdict.unapprovable.append(clause) }
        }
        for (document, permits) in index.permits {
            let matching = permits.filter { value(of: $0, bits) == .yes }
            verdict.permits += matching
            guard let chosen = best(of: matching, request, at: instant, facts) else {
                verdict.withoutPermit.append(document)
                continue
            }
            take(chosen.approvals, of: chosen.clause)
            verdict.obligations.join(clauses[chosen.clause].source.obligations)
        }
        guard verdict.withoutPermit.isEmpty else { return verdict.lackPermit() }
        for clause in verdict.requires {
            take(approvals(clause, request, at: instant, facts: facts), of: clause)
            verdict.obligations.join(clauses[clause].source.obligations)
        }
        (verdict.cannot, verdict.lacksRenditions) = unkeepable(verdict.obligations, facts)
        verdict.needs = Set(verdict.needs).sorted()
        verdict.spends = spends.sorted()
        if !verdict.cannot.isEmpty || !verdict.lacksRenditions.isEmpty || !verdict.unapprovable.isEmpty {
            verdict.outcome = .deny
        } else {
            verdict.outcome = verdict.needs.isEmpty ? .permit : .pending
        }
        if verdict.outcome != .permit { verdict.spends = [] }
        if request.action == .disclose, request.purpose == .exculpatory {
            // Never a reason to refuse: the giver is told first, or without delay.
            var notice = Obligations()
            notice.notify = ["giver" + (facts.item?.origin.value.map { "-" + $0.lowercased } ?? "")]
            verdict.obligations.join(notice)
        }
    }

    /// Of the permits that match, the one that asks least: no approval that is missing, then nothing that cannot be
    /// kept, then the fewest obligations, then the first by number.
    private func best(
        of permits: [Int], _ request: PolicyRequest, at instant: Instant, _ facts: Facts
    ) -> (clause: Int, approvals: ApprovalState)? {
        var best: (clause: Int, approvals: ApprovalState, rank: Int)?
        for clause in permits {
            let source = clauses[clause].source
            if source.approvals == nil, source.obligations.isEmpty { return (clause, ApprovalState()) }
            let state = approvals(clause, request, at: instant, facts: facts)
            let (cannot, lacks) = unkeepable(source.obligations, facts)
            let isKeepable = cannot.isEmpty && lacks.isEmpty
            let standing = state.cannotBeGiven || !isKeepable ? 2 : state.isMet ? 0 : 1
            let rank = standing * 100 + source.obligations.kinds.count
            if best.map({ rank < $0.rank }) ?? true { best = (clause, state, rank) }
        }
        return best.map { ($0.clause, $0.approvals) }
    }

    /// What must happen before release and cannot.
    private func unkeepable(_ obligations: Obligations, _ facts: Facts) -> ([ObligationKind], [Redaction]) {
        if obligations.isEmpty { return ([], []) }
        let cannot = obligations.kinds.filter { !facts.node.fulfils.contains($0) }
        let redactions = facts.item?.redactions.value ?? []
        return (cannot, obligations.redact.filter { !redactions.contains($0) })
    }

    // MARK: Matching

    private func applies(_ clause: Int, _ laws: UInt64) -> Bool {
        let document = clauses[clause].document
        return !documents[document].isLaw || laws & (1 << UInt64(document)) != 0
    }

    /// Whether a clause matches. What is unknown stays unknown: the caller says what that counts as.
    func value(of clause: Int, _ bits: FactBits) -> Truth {
        var result = Truth.yes
        for test in clauses[clause].conditions {
            let answer = bits.answer(tests[test])
            if answer == .no { return .no }
            result = min(result, answer)
        }
        for test in clauses[clause].exceptions {
            switch bits.answer(tests[test]) {
            case .yes: return .no
            case .unknown: result = .unknown
            case .no: break
            }
        }
        return result
    }
}

extension Verdict {
    /// A refusal for want of a permit carries no obligations and asks for no approvals.
    fileprivate mutating func lackPermit() {
        outcome = .deny
        needs = []
        unapprovable = []
        requires = []
        obligations = .none
    }
}
