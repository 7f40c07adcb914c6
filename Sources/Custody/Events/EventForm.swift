import Vocabulary

/// What must hold of every event, whoever made it. What its agreement asks beyond this is for policy.
extension CustodyEvent {
    /// - Throws: `CustodyError` that names the first field which is wrong.
    package func checkForm() throws(CustodyError) {
        guard (1...4).contains(signers.count), Set(signers).count == signers.count else {
            throw malformed("signers", "needs one to four different signers")
        }
        guard agreement == log.agreement else { throw malformed("agreement", "is of another agreement than its log") }
        try checkLists()
        try checkSubjects()
        if let attested { try checkAttestation(attested) }
        guard type.signing != .node || actor == log.node else {
            throw malformed("actor", "can only be the act of the log's own node")
        }
        guard type.signing != .person || actor.kind == .member else {
            throw malformed("actor", "is the act of a person, and \(actor) is none")
        }
        guard actor.kind == .member || actor == log.node else { throw malformed("actor", "is the act of another node") }
    }

    /// A list is never empty, so that nothing to say has one spelling; and none grows without bound.
    private func checkLists() throws(CustodyError) {
        let lengths = [
            ("exhibits", exhibits?.count), ("clauses", clauses?.count), ("previous", previous?.count),
            ("activation", activation?.signatures.count), ("activation", activation?.sources.count),
            ("consent", consent?.actions.count), ("consent", consent?.purposes.count),
            ("override", override?.clauses.count), ("override", override?.purposes.count),
        ]
        for (field, count) in lengths {
            guard (1...400).contains(count ?? 1) else { throw malformed(field, "has an empty or over-long list") }
        }
        let numbers = (exhibits ?? []).map(\.number)
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw malformed("exhibits", "does not have its exhibits in order, each once")
        }
    }

    /// Some types mean nothing without the thing that they are about; some fields belong to one type alone.
    private func checkSubjects() throws(CustodyError) {
        guard (type == .agreementActivated) == (activation != nil) else {
            throw malformed("activation", "has it where it does not belong, or lacks it")
        }
        guard (type == .recorded) == (recorded != nil) else {
            throw malformed("recorded", "has it where it does not belong, or lacks it")
        }
        guard (type == .keyAdded || type == .keyRevoked) == (key != nil) else {
            throw malformed("key", "has it where it does not belong, or lacks it")
        }
        try checkGrants()
        if let recorded, recorded.from < 0 || recorded.to <= recorded.from {
            throw malformed("recorded", "covers no entries")
        }
        if let key, (key.certificate == nil) == (key.verifier == nil) {
            throw malformed("key", "names either a certificate or a log key")
        }
        if let size = key?.size, size < 0 || type != .keyRevoked || key?.verifier == nil {
            throw malformed("key", "gives a size, which only the end of a log key has")
        }
        if let activation {
            guard activation.version >= 1, activation.sources.allSatisfy({ $0.version >= 1 }) else {
                throw malformed("activation", "has no version")
            }
            let isOfNode = actor == log.node
            guard (activation.key != nil) == isOfNode, (activation.policy != nil) == isOfNode else {
                throw malformed(
                    "activation", "has key and policy where a member speaks, or lacks them where the node does")
            }
        }
        let needBundle: Set<EventType> = [.submitted, .accepted, .released, .delivered, .received]
        if needBundle.contains(type), bundle == nil { throw malformed("bundle", "must name a bundle") }
        if type == .accepted, bundle?.file == nil { throw malformed("bundle", "must name the digest of the file") }
        if type == .accepted || type == .corrected, previous == nil {
            throw malformed("previous", "must name the event that it answers")
        }
        if exhibits != nil, bundle == nil {
            throw malformed("bundle", "names exhibits, and no bundle that they are of")
        }
        // Who may invent a decision makes every later audit fail.
        let isOfNodeAlone = type.signing == .node || type == .agreementActivated && actor == log.node
        guard isOfNodeAlone || decision == nil else {
            throw malformed("decision", "names a decision, which only the node can take")
        }
        guard isOfNodeAlone || clauses == nil else {
            throw malformed("clauses", "cites clauses, which only a decision of the node does")
        }
        // Only who asks or acts declares where, and for whose court.
        guard type.signing != .node || place == nil && forum == nil else {
            throw malformed("place", "declares a place or a forum, which only a person does")
        }
        if type == .releaseRequested, purpose == nil { throw malformed("purpose", "must say for what") }
    }

    private func checkGrants() throws(CustodyError) {
        guard (type == .approvalGiven) == (approval != nil) else {
            throw malformed("approval", "has it where it does not belong, or lacks it")
        }
        guard (type == .consentGiven) == (consent != nil) else {
            throw malformed("consent", "has it where it does not belong, or lacks it")
        }
        let unbound: Set<EventType> = [
            .consentGiven, .consentWithdrawn, .overrideGiven, .overrideWithdrawn, .courtOrderRecorded, .courtOrderEnded,
        ]
        if unbound.contains(type), place != nil || forum != nil {
            throw malformed("place", "names a place or a forum, which would not narrow it")
        }
        if let consent {
            guard consent.actions == Set(consent.actions).sorted(), consent.purposes == Set(consent.purposes).sorted()
            else { throw malformed("consent", "does not have its words in order, each once") }
        }
        guard (type == .overrideGiven) == (override != nil) else {
            throw malformed("override", "has it where it does not belong, or lacks it")
        }
        guard (type == .courtOrderRecorded) == (courtOrder != nil) else {
            throw malformed("courtOrder", "has it where it does not belong, or lacks it")
        }
        if let override {
            guard override.isInOrder else {
                throw malformed("override", "does not have its clauses and words in order, each once")
            }
            guard bundle != nil else { throw malformed("bundle", "must name a bundle") }
            guard (previous?.count ?? 1) == 1 else {
                throw malformed("previous", "can name only the one statement of another leader")
            }
        }
        if type == .courtOrderRecorded, authorization == nil {
            throw malformed("authorization", "must have the salted digest of the order")
        }
        if type == .approvalGiven, counterpart?.identity?.kind != .member {
            throw malformed("counterpart", "must name the member who asked")
        }
        if type == .wordsDestroyed, previous?.count != 1 {
            throw malformed("previous", "must name the one event whose words were destroyed")
        }
        let ends: Set<EventType> = [.consentWithdrawn, .overrideWithdrawn, .courtOrderEnded]
        if ends.contains(type), previous?.count != 1 {
            throw malformed("previous", "must name the one statement that it ends")
        }
        if type == .overrideWithdrawn, bundle == nil { throw malformed("bundle", "must name a bundle") }
    }

    private func checkAttestation(_ attested: Attestation) throws(CustodyError) {
        guard type.signing != .node, signers.count == 1 else {
            throw malformed("attested", "cannot stand for somebody's own signature")
        }
        guard attested == .paper || actor.kind == .member else {
            throw malformed("attested", "attests a session that nobody had")
        }
    }

    func malformed(_ field: String, _ what: String) -> CustodyError {
        CustodyError(
            .custodyEventForm, "The event \(event) of type “\(type)” \(what) (field “\(field)”).",
            next: "Correct the event and sign it again; docs/spec/custody-log.md lists what each type needs.")
    }
}
