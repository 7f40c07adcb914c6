import Custody
import Policy
import Vocabulary

/// One step of custody in sentences of one language. Nothing is in them that the signed event does not say.
struct StepText {
    private let catalogue: MessageCatalogue
    private let record: ProvenCustody
    /// The place of each step, and of each release.
    private let places: [EventID: Int]
    private let releases: [ReleaseID: Int]
    private let areSeveralCases: Bool
    /// The places of the steps that correct an event, in order.
    private let corrections: [EventID: [Int]]
    /// Releases, by their id or as the event that is answered, that somebody acknowledged.
    private let acknowledged: Set<String>

    init(catalogue: MessageCatalogue, record: ProvenCustody) {
        self.catalogue = catalogue
        self.record = record
        let steps = record.steps.enumerated()
        places = Dictionary(steps.map { ($0.element.event.event, $0.offset) }) { first, _ in first }
        releases = Dictionary(
            steps.compactMap { place, step in
                step.event.type == .released ? step.event.release.map { ($0, place) } : nil
            }
        ) { first, _ in first }
        areSeveralCases = Set(record.steps.compactMap(\.event.case)).count > 1
        corrections = Dictionary(
            steps.filter { $0.element.event.type == .corrected }.flatMap { place, step in
                (step.event.previous ?? []).map { ($0.event, [place]) }
            }, uniquingKeysWith: +)
        acknowledged = Set(
            record.steps.map(\.event).filter { $0.type == .received }.flatMap { event in
                (event.previous ?? []).map(\.event.text) + (event.release.map { [$0.text] } ?? [])
            })
    }

    func row(_ place: Int) -> CertificateBlock.Step {
        let step = record.steps[place]
        let event = step.event
        return CertificateBlock.Step(
            number: place + 1, when: time(event.at),
            sentence: catalogue.text(
                .stepSentence,
                ["actor": event.actor.text, "did": catalogue.deed(event.type, with: event.counterpart?.text)]),
            details: details(step),
            proof: [catalogue.text(.stepEntry, ["index": "\(step.index)"]), event.event.text])
    }

    /// `2026-05-04 09:13:05`, as clocks stand where the paper is made.
    func time(_ instant: Instant) -> String {
        let stated = StatedInstant(at: instant, offset: record.offset).text
        return String(stated.dropLast(6)).replacing("T", with: " ")
    }

    private func details(_ step: ProvenCustody.Step) -> [String] {
        let event = step.event
        var lines: [String] = []
        func add(_ id: CertificateMessageID, _ name: String, _ value: String?) {
            if let value { lines.append(catalogue.text(id, [name: value])) }
        }
        if areSeveralCases { add(.stepCase, "case", event.case?.text) }
        add(.stepPurpose, "purpose", event.purpose.map { catalogue.word($0) })
        add(.stepOffence, "offence", event.offence?.text.replacing("-", with: " "))
        add(.stepPlace, "party", event.place?.text)
        add(.stepForum, "party", event.forum?.text)
        if let numbers = event.exhibits?.map(\.number) {
            add(numbers.count == 1 ? .stepExhibit : .stepExhibits, "numbers", ExhibitNumbers.text(numbers))
        } else if event.type == .released {
            lines.append(catalogue.text(.stepWhole))
        }
        if let released = released(event) { lines.append(released) }
        let isRefusal = event.type == .decisionDenied || event.type == .rejected
        add(isRefusal ? .stepRefused : .stepClause, "clauses", event.clauses.map(clauses))
        if isRefusal, event.clauses == nil { add(.stepDecision, "decision", event.decision?.id.text) }
        lines += grants(event)
        add(.stepSite, "site", event.location?.text)
        add(.stepSeal, "seal", event.seal?.text)
        add(.stepSessionOf, "session", event.session?.text)
        add(.stepBefore, "digest", event.digestBefore?.hexadecimal)
        add(.stepAfter, "digest", event.digestAfter?.hexadecimal)
        if event.medium != .network { add(.stepMedium, "medium", event.medium.map { catalogue.word($0) }) }
        add(.stepFile, "digest", event.bundle?.file?.hexadecimal)
        add(.stepNote, "digest", event.note?.hexadecimal)
        add(.stepCondition, "digest", event.condition?.hexadecimal)
        add(.stepAuthorization, "digest", event.authorization?.hexadecimal)
        lines += answered(event)
        add(.stepCorrected, "steps", corrections[event.event].map(numbers))
        if event.type == .released, !isAcknowledged(event) { lines.append(catalogue.text(.stepUnacknowledged)) }
        if event.clock != .ntp { add(.stepClock, "clock", catalogue.word(event.clock)) }
        lines += weaknesses(step)
        return lines
    }

    /// Which exhibits were sent or received stands in the release that the step belongs to.
    private func released(_ event: CustodyEvent) -> String? {
        guard event.type != .released, let place = event.release.flatMap({ releases[$0] })
        else { return nil }
        guard let numbers = record.steps[place].event.exhibits?.map(\.number) else {
            return catalogue.text(.stepReleased, ["step": "\(place + 1)"])
        }
        return catalogue.text(
            .stepReleasedPart, ["step": "\(place + 1)", "numbers": ExhibitNumbers.text(numbers)])
    }

    /// What an approval, a consent, an override or a court's order allows.
    private func grants(_ event: CustodyEvent) -> [String] {
        var lines: [String] = []
        func until(_ instant: Instant?) {
            if let instant { lines.append(catalogue.text(.stepUntil, ["time": time(instant)])) }
        }
        func allowed(_ actions: [Action]) {
            lines.append(
                catalogue.text(.stepAllowed, ["actions": catalogue.allOf(actions.map { catalogue.word($0) })]))
        }
        if let approval = event.approval {
            allowed([approval.action])
            until(approval.expires)
        }
        if let consent = event.consent {
            allowed(consent.actions)
            let purposes = catalogue.anyOf(consent.purposes.map { catalogue.word($0) })
            lines.append(catalogue.text(.stepPurpose, ["purpose": purposes]))
            if let party = consent.recipient {
                lines.append(catalogue.text(.stepRecipient, ["party": party.text]))
            }
            until(consent.expires)
        }
        if let override = event.override {
            lines.append(
                catalogue.text(
                    .stepLift,
                    [
                        "clauses": clauses(override.clauses), "action": catalogue.word(override.action),
                        "purposes": catalogue.anyOf(override.purposes.map { catalogue.word($0) }),
                    ]))
            lines.append(catalogue.text(.stepReasons, ["digest": override.reasons.hexadecimal]))
            until(override.expires)
        }
        if let order = event.courtOrder {
            lines.append(catalogue.text(.stepOrder, ["party": order.party.text, "date": order.date.text]))
        }
        return lines
    }

    func clauses(_ clauses: [ClauseCitation]) -> String {
        catalogue.allOf(
            clauses.map { catalogue.text(.stepClauseOf, ["clause": $0.clause.text, "document": $0.of.text]) })
    }

    /// What this step answers: the numbers of steps that are shown, the ids of those that are not.
    private func answered(_ event: CustodyEvent) -> [String] {
        let previous = (event.previous ?? []).map(\.event)
        let shown = Set(previous.compactMap { places[$0] }).sorted()
        let hidden = Set(previous.filter { places[$0] == nil }).sorted()
        return (shown.isEmpty ? [] : [catalogue.text(.stepAnswers, ["steps": numbers(shown)])])
            + (hidden.isEmpty
                ? [] : [catalogue.text(.stepAnswersHidden, ["events": catalogue.allOf(hidden.map(\.text))])])
    }

    private func numbers(_ places: [Int]) -> String { catalogue.allOf(places.map { "\($0 + 1)" }) }

    private func isAcknowledged(_ released: CustodyEvent) -> Bool {
        acknowledged.contains(released.event.text) || released.release.map { acknowledged.contains($0.text) } ?? false
    }

    private func weaknesses(_ step: ProvenCustody.Step) -> [String] {
        var lines: [String] = []
        switch step.event.attested {
        case .session: lines.append(catalogue.text(.stepSession))
        case .paper:
            lines.append(catalogue.text(.stepPaper, ["signer": catalogue.allOf(step.signers.map(\.text))]))
        case nil:
            if step.signers.count > 1 {
                let others = catalogue.allOf(step.signers.dropFirst().map(\.text))
                lines.append(catalogue.text(.stepSigners, ["signers": others]))
            }
        }
        switch step.certificate {
        case nil: break
        case .ended: lines.append(catalogue.text(.stepCertificateEnded))
        case .replaced: lines.append(catalogue.text(.stepCertificateReplaced))
        case .unjudged: lines.append(catalogue.text(.stepCertificateUnjudged))
        case .revoked: lines.append(catalogue.text(.stepCertificateRevoked))
        }
        return lines
    }
}
