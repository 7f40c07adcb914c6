import Vocabulary

extension HearingReading {
    static func consent(_ node: YAMLNode) throws(VocabularyError) -> HearingConsent {
        var fields = try node.fields("consent")
        let consent = HearingConsent(
            state: try fields.required("state").word(ConsentState.self),
            language: try fields.required("language").parsed(LanguageCode.self),
            explainedBy: try fields.required("explained-by").word(PresentFunction.self))
        try fields.finish()
        return consent
    }

    static func privilege(_ node: YAMLNode) throws(VocabularyError) -> PrivilegeClaim {
        var fields = try node.fields("privilege")
        let claim = PrivilegeClaim(
            privilege: try fields.required("privilege").word(PrivilegeKind.self),
            decision: try fields.required("decision").word(PrivilegeDecision.self),
            decidedBy: try fields.required("decided-by").word(HearingSide.self))
        try fields.finish()
        return claim
    }

    static func interpreter(_ node: YAMLNode) throws(VocabularyError) -> HearingInterpreter {
        var fields = try node.fields("interpreter")
        let interpreter = HearingInterpreter(
            person: try fields.required("person").parsed(PersonNumber.self),
            from: try fields.required("from").parsed(LanguageCode.self),
            to: try fields.required("to").parsed(LanguageCode.self),
            mode: try fields.required("mode").word(InterpretationMode.self),
            site: try fields.required("site").parsed(SiteCode.self),
            oath: try fields.required("oath").word(OathForm.self))
        try fields.finish()
        return interpreter
    }

    static func room(_ node: YAMLNode) throws(VocabularyError) -> RoomCare {
        var fields = try node.fields("room")
        let room = RoomCare(
            shownByPanning: try fields.required("shown-by-panning").truth(),
            noPrompting: try fields.required("no-prompting").truth(),
            separateEntrance: try fields.required("separate-entrance").truth(),
            waitingRoom: try fields.required("waiting-room").truth(),
            privateLineToCounsel: try fields.required("private-line-to-counsel").truth())
        try fields.finish()
        return room
    }

    static func sight(_ node: YAMLNode) throws(VocabularyError) -> Sight {
        var fields = try node.fields("line of sight")
        let sight = Sight(
            site: try fields.required("site").parsed(SiteCode.self),
            sees: try fields.required("sees")
                .items { node throws(VocabularyError) in try node.parsed(SiteCode.self) })
        try fields.finish()
        return sight
    }

    static func shown(_ node: YAMLNode) throws(VocabularyError) -> ShownExhibit {
        var fields = try node.fields("exhibit shown")
        let exhibit = ShownExhibit(
            bundle: try fields.required("bundle").parsed(BundleID.self),
            exhibit: try ExhibitNumber(fields.required("exhibit").integer(in: 1...9_999_999)),
            digest: try fields.required("digest").parsed(Digest.self))
        try fields.finish()
        return exhibit
    }

    static func recording(_ node: YAMLNode) throws(VocabularyError) -> HearingRecording {
        var fields = try node.fields("recording")
        let recording = HearingRecording(
            permitted: try fields.required("permitted").truth(),
            law: try fields.optional("law").sentence,
            by: try fields.optional("by").reading { node throws(VocabularyError) in try node.word(HearingSide.self) },
            format: try fields.optional("format").sentence)
        try fields.finish()
        return recording
    }

    static func minutes(_ node: YAMLNode) throws(VocabularyError) -> HearingMinutes {
        var fields = try node.fields("minutes")
        let minutes = HearingMinutes(
            by: try fields.required("by").word(HearingSide.self),
            signedBy: try fields.required("signed-by")
                .items { node throws(VocabularyError) in try node.parsed(MemberID.self) },
            digest: try fields.optional("digest").digest)
        try fields.finish()
        return minutes
    }

    static func view(_ node: YAMLNode) throws(VocabularyError) -> SiteView {
        var fields = try node.fields("view")
        let view = SiteView(
            site: try fields.required("site").parsed(SiteCode.self),
            opened: try fields.required("opened").time,
            closed: try fields.required("closed").time,
            attendance: try fields.required("attendance").items(attendance),
            oath: try oath(fields.required("oath")),
            breaks: try fields.optional("breaks").items(pause),
            interruptions: try fields.required("interruptions").items(interruption),
            segments: try fields.optional("segments").items(segment),
            remarks: try fields.optional("remarks").sentence)
        try fields.finish()
        return view
    }

    private static func attendance(_ node: YAMLNode) throws(VocabularyError) -> Attendance {
        var fields = try node.fields("attendance")
        let attendance = Attendance(
            person: try fields.required("person").parsed(PersonNumber.self),
            function: try fields.required("function").word(PresentFunction.self),
            site: try fields.required("site").parsed(SiteCode.self),
            in: try fields.required("in").time,
            out: try fields.required("out").time)
        try fields.finish()
        return attendance
    }

    private static func oath(_ node: YAMLNode) throws(VocabularyError) -> Oath {
        var fields = try node.fields("oath")
        let oath = Oath(
            form: try fields.required("form").word(OathForm.self),
            by: try fields.required("by").word(HearingSide.self),
            law: try fields.optional("law").sentence,
            at: try fields.required("at").time)
        try fields.finish()
        return oath
    }

    private static func pause(_ node: YAMLNode) throws(VocabularyError) -> Break {
        var fields = try node.fields("break")
        let pause = Break(start: try fields.required("start").time, end: try fields.required("end").time)
        try fields.finish()
        return pause
    }

    private static func interruption(_ node: YAMLNode) throws(VocabularyError) -> Interruption {
        var fields = try node.fields("interruption")
        let interruption = Interruption(
            start: try fields.required("start").time,
            end: try fields.required("end").time,
            cause: try fields.required("cause").word(InterruptionCause.self),
            testimony: try fields.required("testimony").word(TestimonyEffect.self),
            resumed: try fields.required("resumed").word(Resumption.self),
            detail: try fields.optional("detail").sentence)
        try fields.finish()
        return interruption
    }

    private static func segment(_ node: YAMLNode) throws(VocabularyError) -> Segment {
        var fields = try node.fields("segment")
        let segment = Segment(
            number: try fields.required("number").integer(in: 1...9999),
            start: try fields.required("start").time,
            end: try fields.required("end").time,
            size: Int64(try fields.required("size").integer(in: 1...(1 << 50))),
            digest: try fields.required("digest").parsed(Digest.self))
        try fields.finish()
        return segment
    }
}

extension YAMLNode {
    /// A date and time with its offset, as the clock in the room showed it.
    var time: StatedInstant {
        get throws(VocabularyError) {
            let text = try text()
            do { return try StatedInstant(stated: text) } catch { throw located(error) }
        }
    }

    func items<Item>(_ read: (YAMLNode) throws(VocabularyError) -> Item) throws(VocabularyError) -> [Item] {
        var items: [Item] = []
        for node in try list() { items.append(try read(node)) }
        return items
    }

    /// A list of words, none of them twice.
    func wordSet<Item: Word>(_ type: Item.Type) throws(VocabularyError) -> [Item] {
        var words: [Item] = []
        for node in try list() {
            let word = try node.word(type)
            guard !words.contains(word) else {
                throw node.failure("“\(word)” stands here a second time.", next: "Keep one of the two.")
            }
            words.append(word)
        }
        return words
    }
}

extension YAMLNode? {
    func reading<Value>(_ read: (YAMLNode) throws(VocabularyError) -> Value) throws(VocabularyError) -> Value? {
        guard let self else { return nil }
        return try read(self)
    }

    func items<Item>(_ read: (YAMLNode) throws(VocabularyError) -> Item) throws(VocabularyError) -> [Item] {
        guard let self else { return [] }
        return try self.items(read)
    }

    var sentence: Sentence? {
        get throws(VocabularyError) { try reading { node throws(VocabularyError) in try node.parsed(Sentence.self) } }
    }

    var digest: Digest? {
        get throws(VocabularyError) { try reading { node throws(VocabularyError) in try node.parsed(Digest.self) } }
    }
}
