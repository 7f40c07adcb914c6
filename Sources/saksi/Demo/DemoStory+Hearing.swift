import Vocabulary

/// A hearing by video link, from both ends.
extension DemoStory {
    func hearing() async throws {
        narrator.step(
            "A hearing by video link, seen from both sites",
            """
            The victim was heard yesterday from Thailand by a court in Cambodia. saksi carries no video; it keeps what a \
            court needs to accept such testimony: who was in which room, under which law, what was interrupted, and \
            how. Each side writes what it saw in a form, with numbers in the place of names, and signs it.
            """)
        let hearing = SessionID(from: session.randomness)
        try await saksi(
            [
                "testimony", "template", "--agreement", agreement.text, "--case", caseNumber.text, "--session",
                hearing.text,
                "--out", "form.yaml",
            ], as: .prosecutor)
        let example = HearingExample(
            session: hearing, agreement: agreement, caseNumber: caseNumber,
            day: session.now.adding(days: -1).day(at: .indochina))
        try stage.write(example.record, to: "record.yaml")
        try stage.write(example.account, to: "account.yaml")
        narrator.say("The form explains every field. For the demonstration both sides have filled theirs in already.")
        let protection = ["--handling", "none", "--victim-identity", "indirect", "--flags", "none"]
        try await saksi(
            ["testimony", "submit", "record.yaml", "--receipt", "record.receipt"] + protection, as: .prosecutor)
        try await saksi(
            ["testimony", "account", "account.yaml", "--receipt", "account.receipt"] + protection, as: .leader)
        try await saksi(["testimony", "list", "--agreement", agreement.text], as: .leader)
        try await saksi(
            ["testimony", "show", hearing.text, "--agreement", agreement.text, "--purpose", "trial"], as: .prosecutor)
        narrator.say(
            """
            The clocks of the two rooms differ by a minute, and Thailand saw fewer people. Nothing is smoothed: both \
            accounts stand as they were signed.
            """)
    }
}

/// Both sides' filled-in forms of an invented hearing.
struct HearingExample {
    let session: SessionID
    let agreement: AgreementID
    let caseNumber: CaseNumber
    let day: CalendarDay

    private func at(_ time: String) -> String { "\"\(day)T\(time)+07:00\"" }

    var record: String {
        """
        form: saksi-hearing-record-1
        session: \(session)
        agreement: \(agreement)
        case: \(caseNumber)
        side: presiding
        presiding: kh/court
        assisting: th/dsi
        mode: direct
        basis:
          presiding: {kind: court-order, reference: "Order 45 (invented)"}
          assisting: {kind: agreement-clause, reference: "\(agreement), clauses 6(1) and 6(2)"}
        sites:
          - {site: kh-court, side: presiding, kind: court, zone: Asia/Phnom_Penh, technical-contact: kh/court/0003, backup-line: telephone}
          - {site: th-child-room, side: assisting, kind: child-room, zone: Asia/Bangkok, technical-contact: th/dsi/0207, backup-line: second-provider}
        test-call: {at: \(at("08:15:00")), result: passed}
        system: {product: "Own conference server of the court", encryption: end-to-end}
        person-heard: {person: P-001, role: victim, age: adult, site: th-child-room, identified-how: vouched-by-authority, identified-by: th/dsi}
        consent: {state: given, language: km, explained-by: support-person}
        rights: [interpreter, counsel, support-person, protective-measures, withdraw-consent]
        interpreters:
          - {person: P-002, from: km, to: th, mode: consecutive, site: th-child-room, oath: oath}
        protective-measures: [screen, pseudonym, closed-session, support-person, breaks]
        room: {shown-by-panning: true, no-prompting: true, separate-entrance: true, waiting-room: true, private-line-to-counsel: true}
        sight:
          - {site: kh-court, sees: [th-child-room]}
          - {site: th-child-room, sees: [kh-court]}
        recording: {permitted: false}
        view:
          site: kh-court
          opened: \(at("09:00:00"))
          closed: \(at("10:30:00"))
          attendance:
            - {person: P-003, function: judge, site: kh-court, in: \(at("08:55:00")), out: \(at("10:31:00"))}
            - {person: P-005, function: defence-counsel, site: kh-court, in: \(at("08:58:00")), out: \(at("10:31:00"))}
            - {person: P-001, function: person-heard, site: th-child-room, in: \(at("09:02:00")), out: \(at("10:28:00"))}
            - {person: P-004, function: support-person, site: th-child-room, in: \(at("09:02:00")), out: \(at("10:28:00"))}
          oath: {form: affirmation, by: presiding, at: \(at("09:05:00"))}
          breaks:
            - {start: \(at("09:40:00")), end: \(at("09:50:00"))}
          interruptions:
            - {start: \(at("10:02:10")), end: \(at("10:05:40")), cause: sound-lost, testimony: repeated, resumed: same-line, detail: "The last question was put again."}
        transmission: exchange

        """
    }

    var account: String {
        """
        form: saksi-hearing-account-1
        session: \(session)
        agreement: \(agreement)
        case: \(caseNumber)
        side: assisting
        authority: th/dsi
        zone: Asia/Bangkok
        view:
          site: th-child-room
          opened: \(at("09:01:00"))
          closed: \(at("10:29:00"))
          attendance:
            - {person: P-001, function: person-heard, site: th-child-room, in: \(at("09:02:00")), out: \(at("10:28:00"))}
            - {person: P-004, function: support-person, site: th-child-room, in: \(at("09:02:00")), out: \(at("10:28:00"))}
          oath: {form: affirmation, by: presiding, at: \(at("09:06:00"))}
          interruptions:
            - {start: \(at("10:02:00")), end: \(at("10:05:30")), cause: sound-lost, testimony: repeated, resumed: same-line}

        """
    }
}
