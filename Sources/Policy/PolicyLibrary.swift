package import Vocabulary

/// The agreements, instruments and laws that are in force on a node. Assembled once, and never changed: a new version
/// makes a new library, and no past decision moves.
package struct PolicyLibrary: Sendable {
    private let byID: [AgreementID: Agreement]
    private let lawsByID: [AgreementID: Law]
    let compiled: [AgreementID: CompiledPolicy]

    /// - Throws: `PolicyError` if two files have one name, or if what one rests on or names is missing.
    package init(_ documents: [PolicyDocument]) throws(PolicyError) {
        var (agreements, laws, rosters) = try Self.byName(documents)
        for agreement in agreements.values { agreements[agreement.id] = try Self.complete(agreement, from: rosters) }
        try Self.checkRosters(rosters, of: agreements)
        byID = agreements
        lawsByID = laws
        var compiled: [AgreementID: CompiledPolicy] = [:]
        for agreement in agreements.values {
            let instruments = try Self.basis(of: agreement, in: agreements)
            try Self.checkAlongside(of: agreement)
            try Self.checkLaws(of: agreement, in: laws)
            try Self.checkCoverage(of: agreement, by: instruments)
            compiled[agreement.id] = try Self.compile(agreement, on: instruments, under: laws)
        }
        self.compiled = compiled
    }

    /// What decides under one agreement, from the files that do: nothing is asked of what the agreement only names.
    ///
    /// So what once decided decides the same again, whatever else was there then. Other files are left out.
    /// - Throws: `PolicyError` if the agreement or a part of its basis is missing, or two files have one name.
    package init(of id: AgreementID, from sources: [PolicyDocument]) throws(PolicyError) {
        let (agreements, laws, rosters) = try Self.byName(sources)
        guard let named = agreements[id] else {
            throw PolicyError(.policyMissing, "\(id) is not here.", next: Self.hint(id, among: agreements.keys))
        }
        let agreement = try Self.complete(named, from: rosters)
        let instruments = try Self.basis(of: agreement, in: agreements)
        try Self.checkCoverage(of: agreement, by: instruments)
        byID = Dictionary(([agreement] + instruments).map { ($0.id, $0) }) { first, _ in first }
        lawsByID = laws
        compiled = [id: try Self.compile(agreement, on: instruments, under: laws)]
    }

    /// What one document needs, and nothing else: itself, and all that it rests on or names.
    ///
    /// - Throws: as `init(_:)`, if the document does not fit together with these others.
    package init(around document: PolicyDocument, among others: [PolicyDocument]) throws(PolicyError) {
        let byName = Dictionary(grouping: others.filter { $0.id != document.id }, by: \.id)
        var needed: [PolicyDocument] = []
        var seen: Set<AgreementID> = []
        var open = [document]
        while let next = open.popLast() {
            guard seen.insert(next.id).inserted else { continue }
            needed += next.id == document.id ? [document] : byName[next.id] ?? []
            open += next.references.compactMap { byName[$0]?.first }
        }
        try self.init(needed)
    }

    package func agreement(_ id: AgreementID) -> Agreement? { byID[id] }
    /// What a file is about: a roster is about its agreement, with that roster.
    package func subject(of document: PolicyDocument) -> PolicyDocument {
        guard case .roster(let roster) = document, let agreement = byID[roster.agreement] else { return document }
        return .agreement(agreement)
    }

    package func law(_ id: AgreementID) -> Law? { lawsByID[id] }

    /// The names of all files that it was made of.
    package var names: Set<AgreementID> {
        Set(byID.keys).union(lawsByID.keys).union(byID.values.compactMap { $0.attached?.id })
    }

    /// Sorted by name.
    package var agreements: [Agreement] { byID.values.sorted { $0.id < $1.id } }
    package var laws: [Law] { lawsByID.values.sorted { $0.id < $1.id } }

    /// SHA-256 over everything that decides under an agreement; nil if it is not here.
    package func policyDigest(for id: AgreementID) -> Digest? { compiled[id]?.digest }

    // MARK: Deciding

    /// Decides one request. Pure: the same arguments give the same decision.
    ///
    /// Exhibits that share all their facts are decided together; a bundle is permitted if every group of it is.
    package func decide(
        _ request: consuming PolicyRequest, at instant: Instant, facts: consuming Facts
    ) -> Decision {
        let policy = compiled[request.agreement] ?? Compiler.nothing
        guard request.action.isPlaceless else { return Decision(Asked(request, at: instant, facts), under: policy) }
        var placeless = facts
        placeless.leaveOutPlace()
        return Decision(Asked(request, at: instant, placeless), under: policy)
    }

    /// One of the agreements that would serve a request.
    package struct Service: Hashable, Sendable {
        package let agreement: AgreementID
        /// `permit`, or `pending` where approvals come first.
        package let outcome: Decision.Outcome
        package let clauses: [ClauseReference]
    }

    /// Which of the agreements here would serve what somebody asks for: first those that permit it as things stand, then
    /// those that do once approvals are given; by name.
    ///
    /// None is named on whose roster the person does not stand, nor one whose material they may not list.
    /// - Parameter request: its agreement does not matter.
    package func serving(_ request: PolicyRequest, at instant: Instant, facts: Facts) -> [Service] {
        var services: [Service] = []
        for id in compiled.keys.sorted() {
            var asked = request
            asked.agreement = id
            let decision = decide(asked, at: instant, facts: facts)
            guard decision.outcome != .deny, safeExplanation(of: decision) != Self.notThere else { continue }
            services.append(Service(agreement: id, outcome: decision.outcome, clauses: decision.clauses))
        }
        return services.filter { $0.outcome == .permit } + services.filter { $0.outcome == .pending }
    }

    /// Takes a recorded decision again.
    ///
    /// - Parameter record: canonical JSON, as `Decision.record` wrote it.
    /// - Returns: the bytes of the new record, equal to the old ones.
    /// - Throws: `PolicyError` if this library is not the one that decided, or if the result differs.
    package func replay(_ record: [UInt8]) throws(PolicyError) -> [UInt8] {
        let old = try DecisionRecord(reading: record)
        let decision = decide(old.request, at: old.at, facts: old.facts)
        guard decision.policyDigest == old.policy else {
            throw PolicyError(
                .policyReplayOther,
                "Decision \(old.decision) was taken under policy \(old.policy), not under this one.",
                next: "Replay it with the versions that its record names as sources.")
        }
        let again = try decision.record(id: old.decision)
        guard again == record else {
            throw PolicyError(
                .policyReplayDiffers, "Decision \(old.decision) comes out differently when it is taken again.",
                next: "Compare the record with the new one: the record was changed, or the program was.")
        }
        return again
    }

    // MARK: Assembly

    private static func byName(
        _ documents: [PolicyDocument]
    ) throws(PolicyError) -> (
        agreements: [AgreementID: Agreement], laws: [AgreementID: Law], rosters: [AgreementID: RosterAnnex]
    ) {
        var agreements: [AgreementID: Agreement] = [:]
        var laws: [AgreementID: Law] = [:]
        var rosters: [AgreementID: RosterAnnex] = [:]
        var names: Set<AgreementID> = []
        for document in documents {
            guard names.insert(document.id).inserted else {
                throw PolicyError(
                    .policyTwice, "There are two files of the name \(document.id).",
                    next: "Keep the version that is in force.")
            }
            switch document {
            case .agreement(let agreement): agreements[agreement.id] = agreement
            case .law(let law): laws[law.id] = law
            case .roster(let roster): rosters[roster.id] = roster
            }
        }
        return (agreements, laws, rosters)
    }

    /// The agreement with its members, where they stand in a file of their own: without that file nobody knows who acts.
    private static func complete(
        _ agreement: Agreement, from rosters: [AgreementID: RosterAnnex]
    ) throws(PolicyError) -> Agreement {
        guard let terms = agreement.annex else { return agreement }
        guard let roster = rosters[terms.annex] else {
            throw PolicyError(
                .policyMissing, "\(agreement.id) takes its members from the roster \(terms.annex), which is not here.",
                next: hint(terms.annex, among: rosters.keys))
        }
        return try agreement.joined(with: roster)
    }

    /// A roster that no agreement takes up would be believed to count.
    private static func checkRosters(
        _ rosters: [AgreementID: RosterAnnex], of agreements: [AgreementID: Agreement]
    ) throws(PolicyError) {
        for roster in rosters.values.sorted(by: { $0.id < $1.id }) {
            guard let agreement = agreements[roster.agreement] else {
                throw PolicyError(
                    .policyMissing, "\(roster.id) gives the members of \(roster.agreement), which is not here.",
                    next: hint(roster.agreement, among: agreements.keys))
            }
            if agreement.attached?.id != roster.id { _ = try agreement.joined(with: roster) }
        }
    }

    private static func compile(
        _ agreement: Agreement, on instruments: [Agreement], under laws: [AgreementID: Law]
    ) throws(PolicyError) -> CompiledPolicy {
        // An agreement cannot escape a law by leaving it out: all that can bear on it do.
        let bearing = laws.values.filter { $0.canBear(on: agreement) }.sorted { $0.id < $1.id }
        return try Compiler.compile(agreement, instruments: instruments, laws: bearing)
    }

    /// Every instrument that an agreement rests on, directly or through another; sorted by name.
    private static func basis(
        of agreement: Agreement, in agreements: [AgreementID: Agreement]
    ) throws(PolicyError) -> [Agreement] {
        var found: [AgreementID: Agreement] = [:]
        var open = agreement.basis.map { (name: $0, by: agreement.id) }
        while let (name, by) = open.popLast() {
            guard name != agreement.id else {
                throw PolicyError(
                    .policyCircle, "\(agreement.id) rests on itself.", next: "Correct the basis of \(by).")
            }
            guard let instrument = agreements[name] else {
                throw PolicyError(
                    .policyMissing, "\(by) rests on \(name), which is not here.",
                    next: hint(name, among: agreements.keys))
            }
            guard found.updateValue(instrument, forKey: name) == nil else { continue }
            open += instrument.basis.map { ($0, instrument.id) }
        }
        for instrument in found.values.sorted(by: { $0.id < $1.id }) where !instrument.isInstrument {
            throw PolicyError(
                .policyNotInstrument,
                "\(agreement.id) rests on \(instrument.id), which is of the kind \(instrument.kind)"
                    + (!instrument.hasMembers ? "." : " and has members of its own."),
                next: "Name a treaty, a memorandum or an enabling act, without members, that empowers the parties.")
        }
        return found.values.sorted { $0.id < $1.id }
    }

    /// What stands alongside decides nothing here, so its file need not be here.
    private static func checkAlongside(of agreement: Agreement) throws(PolicyError) {
        for name in agreement.alongside {
            guard name != agreement.id, !agreement.basis.contains(name) else {
                throw PolicyError(
                    .policyCircle,
                    "\(agreement.id) names \(name) as another way, but it is \(name == agreement.id ? "itself" : "its basis").",
                    next: "Remove it from alongside.")
            }
        }
    }

    private static func checkLaws(of agreement: Agreement, in laws: [AgreementID: Law]) throws(PolicyError) {
        for (party, terms) in agreement.parties.sorted(by: { $0.key < $1.key }) {
            for name in terms.laws {
                guard let law = laws[name] else {
                    throw PolicyError(
                        .policyMissing, "\(agreement.id) names the law \(name), which is not here.",
                        next: hint(name, among: laws.keys))
                }
                guard law.party == party else {
                    throw PolicyError(
                        .policyMissing,
                        "\(agreement.id) names \(name) as a law of \(party), but it is one of \(law.party).",
                        next: "Correct the list of laws.")
                }
            }
        }
    }

    private static func checkCoverage(of agreement: Agreement, by instruments: [Agreement]) throws(PolicyError) {
        guard agreement.shares else { return }
        for party in agreement.partyList where !instruments.contains(where: { $0.parties[party] != nil }) {
            throw PolicyError(
                .policyPartyWithoutBasis, "No instrument in the basis of \(agreement.id) empowers \(party).",
                next: "Add the treaty or the act under which \(party) may agree to this.")
        }
    }

    private static func hint(_ name: AgreementID, among known: some Sequence<AgreementID>) -> String {
        let near = Spelling.nearest(to: name.text, among: known.map(\.text))
        return near.map { "Did you mean “\($0)”?" } ?? "Add its file, or correct the name."
    }
}
