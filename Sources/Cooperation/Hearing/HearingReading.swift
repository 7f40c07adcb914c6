import Vocabulary

/// Reads the parts of a hearing from a file: every key once, no unknown key, every word of its list.
enum HearingReading {
    static func document(_ root: YAMLNode) throws(VocabularyError) -> HearingDocument {
        guard case .map(let entries) = root.content,
            let form = entries.first(where: { (try? $0.key.text()) == "form" })?.value
        else {
            throw root.failure(
                "The file does not say what it is.", next: "Begin with a template: “saksi testimony template”.")
        }
        let text = try form.text()
        if HearingRecord.Form(rawValue: text) != nil { return .record(try record(root)) }
        if HearingAccount.Form(rawValue: text) != nil { return .account(try account(root)) }
        throw form.failure(
            "“\(text.shownInMessage)” is not a form of a hearing.",
            next:
                "Use \(HearingRecord.Form.one) for the record or \(HearingAccount.Form.one) for the other site's account."
        )
    }

    /// Stops at the first line that still waits for somebody, and at keys that would hold what identifies a person.
    static func refuseWhatIsUnfilledOrPersonal(_ node: YAMLNode) throws(VocabularyError) {
        switch node.content {
        case .scalar(let text):
            guard text.contains(HearingTemplate.unfilled) else { return }
            throw VocabularyError(
                .hearingUnfilled, "\(node.place): This line is still to be filled in.",
                next: "Write what happened, or remove the line if the form says that it may be left out.")
        case .list(let items):
            for item in items { try refuseWhatIsUnfilledOrPersonal(item) }
        case .map(let entries):
            for (key, value) in entries {
                let word = try key.text().lowercased()
                guard !personal.contains(word) else {
                    throw VocabularyError(
                        .hearingPersonal,
                        "\(key.place): “\(word)” does not belong into this file: other states and the log may see it.",
                        next: "Name persons by number and role (P-001); who they are stays in the sealed case file.")
                }
                try refuseWhatIsUnfilledOrPersonal(value)
            }
        }
    }

    private static let personal: Set<String> = [
        "name", "names", "full-name", "fullname", "first-name", "last-name", "surname", "family-name", "given-name",
        "alias", "nickname", "birth-date", "date-of-birth", "birthday", "passport", "id-number", "address", "phone",
        "telephone", "mobile", "email", "contact", "ឈ្មោះ", "ชื่อ", "tên", "họ-tên",
    ]

    private static func record(_ node: YAMLNode) throws(VocabularyError) -> HearingRecord {
        var fields = try node.fields("record")
        let record = HearingRecord(
            form: try fields.required("form").word(HearingRecord.Form.self),
            session: try fields.required("session").parsed(SessionID.self),
            agreement: try fields.required("agreement").parsed(AgreementID.self),
            caseNumber: try fields.required("case").parsed(CaseNumber.self),
            request: try fields.optional("request").reading { node throws(VocabularyError) in
                try node.parsed(FileReference.self)
            },
            side: try fields.required("side").word(HearingSide.self),
            presiding: try fields.required("presiding").parsed(AuthorityID.self),
            assisting: try fields.required("assisting").parsed(AuthorityID.self),
            mode: try fields.required("mode").word(HearingMode.self),
            basis: try basis(fields.required("basis")),
            sites: try fields.required("sites").items(site),
            testCall: try testCall(fields.required("test-call")),
            system: try system(fields.required("system")),
            personHeard: try personHeard(fields.required("person-heard")),
            consent: try consent(fields.required("consent")),
            rights: try fields.required("rights").wordSet(RightNotified.self),
            privileges: try fields.optional("privileges").items(privilege),
            interpreters: try fields.required("interpreters").items(interpreter),
            protectiveMeasures: try fields.required("protective-measures").wordSet(ProtectiveMeasure.self),
            room: try room(fields.required("room")),
            sight: try fields.required("sight").items(sight),
            exhibitsShown: try fields.optional("exhibits-shown").items(shown),
            recording: try recording(fields.required("recording")),
            view: try view(fields.required("view")),
            minutes: try fields.optional("minutes").reading(minutes),
            transmission: try fields.required("transmission").word(Transmission.self),
            smallRoom: try fields.optional("small-room")
                .reading { node throws(VocabularyError) in try node.wordSet(SmallRoomCheck.self) } ?? [])
        try fields.finish()
        return record
    }

    private static func account(_ node: YAMLNode) throws(VocabularyError) -> HearingAccount {
        var fields = try node.fields("account")
        let account = HearingAccount(
            form: try fields.required("form").word(HearingAccount.Form.self),
            session: try fields.required("session").parsed(SessionID.self),
            agreement: try fields.required("agreement").parsed(AgreementID.self),
            caseNumber: try fields.required("case").parsed(CaseNumber.self),
            side: try fields.required("side").word(HearingSide.self),
            authority: try fields.required("authority").parsed(AuthorityID.self),
            zone: try fields.required("zone").word(Zone.self),
            record: try fields.optional("record").digest,
            view: try view(fields.required("view")))
        try fields.finish()
        return account
    }

    private static func basis(_ node: YAMLNode) throws(VocabularyError) -> HearingBasis {
        func one(_ node: YAMLNode) throws(VocabularyError) -> LegalBasis {
            var fields = try node.fields("legal basis")
            let basis = LegalBasis(
                kind: try fields.required("kind").word(BasisKind.self),
                reference: try fields.required("reference").parsed(Sentence.self))
            try fields.finish()
            return basis
        }
        var fields = try node.fields("legal basis")
        let both = HearingBasis(
            presiding: try one(fields.required("presiding")), assisting: try one(fields.required("assisting")))
        try fields.finish()
        return both
    }

    private static func site(_ node: YAMLNode) throws(VocabularyError) -> HearingSite {
        var fields = try node.fields("site")
        let site = HearingSite(
            site: try fields.required("site").parsed(SiteCode.self),
            side: try fields.required("side").word(HearingSide.self),
            kind: try fields.required("kind").word(SiteKind.self),
            zone: try fields.required("zone").word(Zone.self),
            technicalContact: try fields.required("technical-contact").parsed(MemberID.self),
            backupLine: try fields.required("backup-line").word(BackupLine.self),
            hostStateConsent: try fields.optional("host-state-consent")
                .reading { node throws(VocabularyError) in try node.truth() },
            addressCommitment: try fields.optional("address-commitment").digest)
        try fields.finish()
        return site
    }

    private static func testCall(_ node: YAMLNode) throws(VocabularyError) -> TestCall {
        var fields = try node.fields("test call")
        let call = TestCall(
            at: try fields.required("at").time,
            result: try fields.required("result").word(TestResult.self),
            note: try fields.optional("note").sentence)
        try fields.finish()
        return call
    }

    private static func system(_ node: YAMLNode) throws(VocabularyError) -> VideoSystem {
        var fields = try node.fields("system")
        let system = VideoSystem(
            product: try fields.required("product").parsed(Sentence.self),
            encryption: try fields.required("encryption").word(LineEncryption.self))
        try fields.finish()
        return system
    }

    private static func personHeard(_ node: YAMLNode) throws(VocabularyError) -> PersonHeard {
        var fields = try node.fields("person heard")
        let person = PersonHeard(
            person: try fields.required("person").parsed(PersonNumber.self),
            role: try fields.required("role").word(HeardRole.self),
            age: try fields.required("age").word(AgeBand.self),
            site: try fields.required("site").parsed(SiteCode.self),
            identifiedHow: try fields.required("identified-how").word(IdentificationMethod.self),
            identifiedBy: try fields.required("identified-by").parsed(AuthorityID.self),
            identityCommitment: try fields.optional("identity-commitment").digest)
        try fields.finish()
        return person
    }
}
