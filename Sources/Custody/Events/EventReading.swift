import Vocabulary

extension CustodyEvent {
    /// Reads a payload in its one form: every field in the order of its bytes. The form is that which `Codable`
    /// and `CanonicalJSON` write, and the tests hold the two together.
    init(payload: [UInt8]) throws(CustodyError) {
        do {
            var reader = CanonicalReader(payload)
            self = try reader.object { try Self.read(&$0) }
            try reader.end()
        } catch {
            let expected = (error as? CanonicalReader.Unexpected)?.what ?? "something else"
            throw Envelope.malformed("has a payload of another form: \(expected) was expected")
        }
    }

    private static func read(_ json: inout CanonicalReader) throws -> CustodyEvent {
        let activation = try json.optional("activation") { try $0.object { try Activation(from: &$0) } }
        let actor: Identity = try json.required("actor") { try $0.text() }
        let agreement: AgreementID? = try json.optional("agreement") { try $0.text() }
        let approval = try json.optional("approval") { try $0.object { try GivenApproval(from: &$0) } }
        let at: Instant = try json.required("at") { try $0.text() }
        let attested: Attestation? = try json.optional("attested") { try $0.word() }
        let authorization: Digest? = try json.optional("authorization") { try $0.text() }
        let bundle = try json.optional("bundle") { try $0.object { try BundleMention(from: &$0) } }
        let caseNumber: CaseNumber? = try json.optional("case") { try $0.text() }
        let clauses = try json.optional("clauses") { try $0.list { try $0.object { try ClauseCitation(from: &$0) } } }
        let clock: ClockSource = try json.required("clock") { try $0.word() }
        let condition: Digest? = try json.optional("condition") { try $0.text() }
        let consent = try json.optional("consent") { try $0.object { try GivenConsent(from: &$0) } }
        let counterpart: Counterpart? = try json.optional("counterpart") { try $0.text() }
        let courtOrder = try json.optional("courtOrder") { try $0.object { try StatedCourtOrder(from: &$0) } }
        let decision = try json.optional("decision") { try $0.object { try DecisionMention(from: &$0) } }
        let digestAfter: Digest? = try json.optional("digestAfter") { try $0.text() }
        let digestBefore: Digest? = try json.optional("digestBefore") { try $0.text() }
        let event: EventID = try json.required("event") { try $0.text() }
        let exhibits = try json.optional("exhibits") { try $0.list { try $0.object { try ExhibitMention(from: &$0) } } }
        let forum: Party? = try json.optional("forum") { try $0.text() }
        let key = try json.optional("key") { try $0.object { try KeyMention(from: &$0) } }
        let location: SiteCode? = try json.optional("location") { try $0.text() }
        let log: LogOrigin = try json.required("log") { try $0.text() }
        let medium: Medium? = try json.optional("medium") { try $0.word() }
        let note: Digest? = try json.optional("note") { try $0.text() }
        let offence: OffenceCode? = try json.optional("offence") { try $0.text() }
        let offset: UTCOffset = try json.required("offset") { try $0.text() }
        let override = try json.optional("override") { try $0.object { try GivenOverride(from: &$0) } }
        let place: Party? = try json.optional("place") { try $0.text() }
        let previous = try json.optional("previous") { try $0.list { try $0.object { try EventMention(from: &$0) } } }
        let purpose: Purpose? = try json.optional("purpose") { try $0.word() }
        let recorded = try json.optional("recorded") { try $0.object { try RecordedRange(from: &$0) } }
        let release: ReleaseID? = try json.optional("release") { try $0.text() }
        let seal: SealNumber? = try json.optional("seal") { try $0.text() }
        let session: SessionID? = try json.optional("session") { try $0.text() }
        let signers: [Digest] = try json.required("signers") { try $0.list { try $0.text() } }
        let type: EventType = try json.required("type") { try $0.word() }

        var read = CustodyEvent(
            event: event, type: type, log: log, signers: signers, actor: actor, at: at, offset: offset, clock: clock)
        read.activation = activation
        read.agreement = agreement
        read.approval = approval
        read.attested = attested
        read.authorization = authorization
        read.bundle = bundle
        read.case = caseNumber
        read.clauses = clauses
        read.condition = condition
        read.consent = consent
        read.counterpart = counterpart
        read.courtOrder = courtOrder
        read.decision = decision
        read.digestAfter = digestAfter
        read.digestBefore = digestBefore
        read.exhibits = exhibits
        read.forum = forum
        read.key = key
        read.location = location
        read.medium = medium
        read.note = note
        read.offence = offence
        read.override = override
        read.place = place
        read.previous = previous
        read.purpose = purpose
        read.recorded = recorded
        read.release = release
        read.seal = seal
        read.session = session
        return read
    }
}

extension Activation {
    fileprivate init(from json: inout CanonicalReader) throws {
        agreement = try json.required("agreement") { try $0.text() }
        key = try json.optional("key") { try $0.text() }
        policy = try json.optional("policy") { try $0.text() }
        signatures = try json.required("signatures") { try $0.list { try $0.text() } }
        sources = try json.required("sources") { try $0.list { try $0.object { try ActivationSource(from: &$0) } } }
        trust = try json.required("trust") { try $0.text() }
        version = try json.required("version") { try $0.integer() }
    }
}

extension GivenApproval {
    fileprivate init(from json: inout CanonicalReader) throws {
        action = try json.required("action") { try $0.word() }
        expires = try json.required("expires") { try $0.text() }
        policy = try json.required("policy") { try $0.text() }
    }
}

extension GivenConsent {
    fileprivate init(from json: inout CanonicalReader) throws {
        actions = try json.required("actions") { try $0.list { try $0.word() } }
        expires = try json.optional("expires") { try $0.text() }
        purposes = try json.required("purposes") { try $0.list { try $0.word() } }
        recipient = try json.optional("recipient") { try $0.text() }
    }
}

extension GivenOverride {
    fileprivate init(from json: inout CanonicalReader) throws {
        action = try json.required("action") { try $0.word() }
        clauses = try json.required("clauses") { try $0.list { try $0.object { try ClauseCitation(from: &$0) } } }
        expires = try json.required("expires") { try $0.text() }
        policy = try json.required("policy") { try $0.text() }
        purposes = try json.required("purposes") { try $0.list { try $0.word() } }
        reasons = try json.required("reasons") { try $0.text() }
    }
}

extension StatedCourtOrder {
    fileprivate init(from json: inout CanonicalReader) throws {
        date = try json.required("date") { try $0.text() }
        party = try json.required("party") { try $0.text() }
    }
}

extension ActivationSource {
    fileprivate init(from json: inout CanonicalReader) throws {
        digest = try json.required("digest") { try $0.text() }
        id = try json.required("id") { try $0.text() }
        version = try json.required("version") { try $0.integer() }
    }
}

extension BundleMention {
    fileprivate init(from json: inout CanonicalReader) throws {
        digest = try json.required("digest") { try $0.text() }
        file = try json.optional("file") { try $0.text() }
        id = try json.required("id") { try $0.text() }
    }
}

extension ClauseCitation {
    fileprivate init(from json: inout CanonicalReader) throws {
        clause = try json.required("clause") { try $0.text() }
        of = try json.required("of") { try $0.text() }
    }
}

extension DecisionMention {
    fileprivate init(from json: inout CanonicalReader) throws {
        digest = try json.required("digest") { try $0.text() }
        id = try json.required("id") { try $0.text() }
    }
}

extension EventMention {
    fileprivate init(from json: inout CanonicalReader) throws {
        digest = try json.required("digest") { try $0.text() }
        event = try json.required("event") { try $0.text() }
    }
}

extension ExhibitMention {
    fileprivate init(from json: inout CanonicalReader) throws {
        commitment = try json.required("commitment") { try $0.text() }
        number = try ExhibitNumber(json.required("number") { try $0.integer() })
    }
}

extension KeyMention {
    fileprivate init(from json: inout CanonicalReader) throws {
        certificate = try json.optional("certificate") { try $0.text() }
        size = try json.optional("size") { try $0.integer() }
        verifier = try json.optional("verifier") { try $0.text() }
    }
}

extension RecordedRange {
    fileprivate init(from json: inout CanonicalReader) throws {
        at = try json.required("at") { try $0.text() }
        from = try json.required("from") { try $0.integer() }
        to = try json.required("to") { try $0.integer() }
    }
}
