import ArgumentParser
import Courier
import Custody
import Policy
import Vocabulary
import Wire

/// `saksi override`: two leaders lift a clause for one use, where the basis lets them.
struct OverrideVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "override",
        abstract:
            "Propose, as a leader, to lift a clause for one use; sign what another proposed; withdraw or list it.",
        discussion: """
            It lifts nothing before a leader of another party signs the same terms, and then only these clauses, for this \
            action and these purposes, on these exhibits, until it ends, a leader withdraws it, or the agreement changes. No law, no protection \
            of a victim and no condition of the giver is lifted. It is shown wherever the item is. The reasons never \
            enter the log: it keeps a salted digest, and the node shows the text to those who may list the item.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle it is about.", valueName: "bundle"))
    var bundle: String?
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("What shall be possible, such as retrieve.", valueName: "action"))
    var action: String?
    @Option(
        help: ArgumentHelp(
            "The clause to lift, as KH-TH-JIT-2026-01#5(2); without a name, one of the agreement. Can be repeated.",
            valueName: "clause"))
    var clause: [String] = []
    @Option(help: ArgumentHelp("What for, such as trial. Can be repeated.", valueName: "code"))
    var purpose: [String] = []
    @Option(help: ArgumentHelp("Only this exhibit. Can be repeated.", valueName: "number"))
    var item: [Int] = []
    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason: String?
    @Option(
        help: ArgumentHelp(
            "When it ends, as 2026-05-04T18:00+07:00; at most \(GivenOverride.longestDays) days ahead.",
            valueName: "time"))
    var until: String?
    @Option(help: ArgumentHelp("Sign, as the second leader, what another proposed.", valueName: "override"))
    var second: String?
    @Option(help: ArgumentHelp("Withdraw, as a leader, what was proposed or signed.", valueName: "override"))
    var withdraw: String?
    @Flag(help: "List the overrides about what you may see.")
    var list = false
    @Flag(help: "Show what would be signed, and send nothing.")
    var dryRun = false

    func validate() throws {
        guard [bundle != nil, second != nil, withdraw != nil, list].filter(\.self).count == 1 else {
            throw ValidationError("Give a bundle, or --second OVERRIDE, or --withdraw OVERRIDE, or --list.")
        }
        let terms = [action != nil, !clause.isEmpty, !purpose.isEmpty, reason != nil, until != nil]
        guard terms.allSatisfy({ $0 == (bundle != nil) }) && (bundle != nil || item.isEmpty) else {
            throw ValidationError(
                bundle == nil
                    ? "What was proposed is signed, withdrawn and listed as it is: give no terms."
                    : "Say what is lifted: --action, --clause, --purpose, --reason and --until.")
        }
    }

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        return try await session.online { node in
            let log = try node.log(of: id)
            let held = try await node.overrides(under: id)
            if list { return OverridesAnswer(agreement: id, overrides: held.overrides, node, session) }
            if let second {
                let proposed = try Self.find(try EventID(parsing: second), in: held, under: id, session)
                let act = try await seconding(proposed, id, log, node)
                return try await sent(act, words: nil, showing: proposed.reasons, id, log, node)
            }
            if let withdraw {
                let given = try Self.find(try EventID(parsing: withdraw), in: held, under: id, session)
                let act = try await withdrawal(of: given, id, log, node)
                return try await sent(act, words: nil, showing: given.reasons, id, log, node)
            }
            let (act, words) = try await proposal(held.policy, id, log, node)
            return try await sent(act, words: words, showing: words, id, log, node)
        }
    }

    private func sent(
        _ act: SignedAct, words: SaltedText?, showing reasons: SaltedText?, _ id: AgreementID, _ log: LogOrigin,
        _ node: NodeSession
    ) async throws -> OverrideAnswer {
        var index: Int?
        if !dryRun {
            let body = try CanonicalJSON.encode(WordedStatement(statement: act.statement, words: words))
            index = try await node.commit(
                act, at: Routes.overrides.path(id), in: PinnedLog(log, trust: node.trust), body: body,
                noun: "proof of the override"
            ).index
        }
        return OverrideAnswer(
            event: act.event, reasons: reasons, index: index, offset: node.offset, agreement: id,
            next: node.session.command("override", "--list", "--agreement", id.text))
    }

    private func proposal(
        _ policy: Digest, _ id: AgreementID, _ log: LogOrigin, _ node: NodeSession
    ) async throws -> (SignedAct, SaltedText) {
        guard let bundle, let action, let reason, let until else {
            throw ValidationError("Give a bundle and the terms.")
        }
        let words = SaltedText(reason, salt: Salt(from: node.session.randomness))
        guard words.isPlain else {
            throw OnlineError(
                .onlineEvent,
                "The reasons are empty, longer than \(SaltedText.longest) bytes, or hold control characters.",
                next: "Write them in plain words with --reason.")
        }
        let listed = try await node.listed(try BundleID(parsing: bundle), under: id)
        let exhibits = try await node.mentions(
            of: try item.map { try ExhibitNumber($0) }, in: listed.bundle, under: id)
        let terms = GivenOverride(
            action: try Action(parsing: action), clauses: try clause.map { try Self.citation($0, of: id) },
            purposes: try purpose.map { try Purpose(parsing: $0) }, policy: policy, reasons: words.digest,
            expires: try StatedInstant(stated: until).at)
        let act = try node.act(.overrideGiven, in: log) { event in
            event.bundle = BundleMention(id: listed.bundle, digest: listed.bundleDigest)
            event.case = listed.caseNumber
            event.exhibits = exhibits.isEmpty ? nil : exhibits
            event.override = terms
        }
        return (act, words)
    }

    /// The same terms, as the log has them, under one's own name. Nobody signs reasons unseen.
    private func seconding(
        _ proposed: OverrideSummary, _ id: AgreementID, _ log: LogOrigin, _ node: NodeSession
    ) async throws -> SignedAct {
        guard let reasons = proposed.reasons else {
            throw OnlineError(
                .onlineRequest, "The reasons of the override \(proposed.event) are not for you, or were destroyed.",
                next: "Ask \(proposed.leaders.first.map(\.text) ?? "the leader") to propose it anew.")
        }
        let step = try await step(of: proposed, id, node)
        guard let terms = step.event.override, terms == proposed.terms, terms.reasons == reasons.digest
        else {
            throw OnlineError(
                .onlineNodeAnswer, "The node shows other terms or reasons than those that stand in its log.",
                next: "Nothing was signed. Tell the operator of the node.")
        }
        return try node.act(.overrideGiven, in: log) { event in
            event.bundle = step.event.bundle
            event.case = step.event.case
            event.exhibits = step.event.exhibits
            event.override = terms
            event.previous = [step.mention]
        }
    }

    /// What is ended is what stands in the log.
    private func withdrawal(
        of given: OverrideSummary, _ id: AgreementID, _ log: LogOrigin, _ node: NodeSession
    ) async throws -> SignedAct {
        let step = try await step(of: given, id, node)
        return try node.act(.overrideWithdrawn, in: log) { event in
            event.bundle = step.event.bundle
            event.case = step.event.case
            event.exhibits = step.event.exhibits
            event.previous = [step.mention]
        }
    }

    /// The event in the proved log that proposed it.
    private func step(
        of override: OverrideSummary, _ id: AgreementID, _ node: NodeSession
    ) async throws -> CustodyStep {
        let steps = try await node.custody(of: override.bundle.id, under: id).steps
        if let step = steps.first(where: { $0.digest == override.digest }) { return step }
        throw OnlineError(
            .onlineNodeAnswer, "The node shows the override \(override.event), which does not stand in its log.",
            next: "Nothing was signed. Tell the operator of the node.")
    }

    private static func find(
        _ event: EventID, in held: OverrideList, under id: AgreementID, _ session: Session
    ) throws(OnlineError) -> OverrideSummary {
        if let found = held.overrides.first(where: { $0.event == event }) { return found }
        throw OnlineError(
            .onlineRequest, "There is no override \(event) for you under \(id).",
            next: "See what there is: " + session.command("override", "--list", "--agreement", id.text))
    }

    /// `KH-TH-JIT-2026-01#5(2)`, or `5(2)` for a clause of the agreement itself.
    static func citation(_ text: String, of id: AgreementID) throws -> ClauseCitation {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return ClauseCitation(
            of: parts.count == 2 ? try AgreementID(parsing: parts[0]) : id,
            clause: try ClauseNumber(parsing: parts[parts.count - 1]))
    }
}

/// An override that was proposed or signed, or that would be.
struct OverrideAnswer: Answer {
    let event: CustodyEvent
    let reasons: SaltedText?
    /// The place in the log; absent after a dry run.
    let index: Int?
    let offset: UTCOffset
    let agreement: AgreementID
    let next: String

    private enum CodingKeys: String, CodingKey { case event, reasons, index }

    func write(to page: inout Page) {
        page.signed(event, at: index, offset)
        page.words("reasons", reasons)
        guard index != nil else { return }
        if event.type == .overrideWithdrawn {
            page.line(
                "It lifts nothing any more. What was released under it and is not fetched yet is not sent; what was "
                    + "fetched stays where it is.")
        } else if event.previous == nil {
            page.line("It lifts nothing yet. A leader of another party reads it and signs the same terms:")
            page.line("  saksi override --second \(event.event) --agreement \(agreement)")
        } else {
            page.line("Two leaders have signed it: it counts from now on, and is shown wherever the item is.")
        }
        page.line("Next: \(next)")
    }
}

/// The overrides about what one may see, each with the command that signs it.
struct OverridesAnswer: Answer {
    let agreement: AgreementID
    let overrides: [OverrideSummary]
    private let offset: UTCOffset
    private let commands: [[(name: String, command: String)]]

    private enum CodingKeys: String, CodingKey { case agreement, overrides }

    init(agreement: AgreementID, overrides: [OverrideSummary], _ node: NodeSession, _ session: Session) {
        self.agreement = agreement
        self.overrides = overrides
        offset = node.offset
        commands = overrides.map { override in
            func command(_ option: String) -> String {
                session.command("override", option, override.event.text, "--agreement", agreement.text)
            }
            let isOpen = override.state == .waiting || override.state == .counts
            let isForAnother = override.state == .waiting && override.leaders.first?.party != node.member.party
            return (isForAnother ? [("a leader signs", command("--second"))] : [])
                + (isOpen ? [("a leader withdraws", command("--withdraw"))] : [])
        }
    }

    func write(to page: inout Page) {
        guard !overrides.isEmpty else {
            page.line("Under \(agreement) there is no override about anything that you may see.")
            return
        }
        for (override, commands) in zip(overrides, commands) {
            page.heading(
                "Proposed by \(override.leaders.first.map(\.text) ?? "a leader"), "
                    + StatedInstant(at: override.proposed, offset: offset).text)
            page.field("bundle", override.bundle.id.text)
            override.write(to: &page, offset)
            for (name, command) in commands { page.field(name, command) }
        }
    }
}
