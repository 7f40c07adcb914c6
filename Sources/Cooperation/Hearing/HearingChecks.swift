import Vocabulary

/// What has to fit together in a record or an account, beyond the form of each value.
enum HearingChecks {
    static func problem(of record: HearingRecord) -> HearingProblem? {
        sites(record) ?? people(record) ?? recording(record)
            ?? view(record.view, zones: Dictionary(record.sites.map { ($0.site, $0.zone) }) { first, _ in first })
            ?? testCall(record)
    }

    static func problem(of account: HearingAccount) -> HearingProblem? {
        view(account.view, zones: [account.view.site: account.zone])
    }

    private static func sites(_ record: HearingRecord) -> HearingProblem? {
        var known: Set<SiteCode> = []
        for (index, site) in record.sites.enumerated() {
            let path = ["sites", "\(index)"]
            guard known.insert(site.site).inserted else {
                return HearingProblem(
                    .hearingSite, at: path + ["site"], "The site \(site.site) stands here a second time.",
                    next: "Give each room a code of its own.")
            }
            if site.kind == .consulate, site.hostStateConsent != true {
                return HearingProblem(
                    .hearingSite, at: path, "A hearing in a consulate needs the consent of the host state.",
                    next: "Write “host-state-consent: true” when it was given; without it this site cannot be used.")
            }
            if site.kind != .consulate, site.hostStateConsent != nil {
                return HearingProblem(
                    .hearingSite, at: path + ["host-state-consent"], "Only a consulate needs the host state's consent.",
                    next: "Remove the line.")
            }
        }
        for side in HearingSide.allCases where !record.sites.contains(where: { $0.side == side }) {
            return HearingProblem(
                .hearingSite, at: ["sites"], "There is no site on the \(side) side.", next: "Add the room of that side."
            )
        }
        if record.presiding == record.assisting {
            return HearingProblem(
                .hearingSite, at: ["assisting"], "The presiding and the assisting authority are the same.",
                next: "Name the authority on each side.")
        }
        if record.sites.first(where: { $0.site == record.view.site })?.side != record.side {
            return HearingProblem(
                .hearingSite, at: ["view", "site"],
                "The site \(record.view.site) is not one of the \(record.side) side, whose record this is.",
                next: "Write in “view” what your own site saw; the other site writes its own account.")
        }
        return named(record, known)
    }

    /// Every site that is spoken of is one of the list.
    private static func named(_ record: HearingRecord, _ known: Set<SiteCode>) -> HearingProblem? {
        var mentioned: [(site: SiteCode, path: [String])] = [(record.personHeard.site, ["person-heard", "site"])]
        for (index, interpreter) in record.interpreters.enumerated() {
            mentioned.append((interpreter.site, ["interpreters", "\(index)", "site"]))
        }
        for (index, sight) in record.sight.enumerated() {
            mentioned.append((sight.site, ["sight", "\(index)", "site"]))
            for (position, seen) in sight.sees.enumerated() {
                mentioned.append((seen, ["sight", "\(index)", "sees", "\(position)"]))
            }
        }
        for (index, present) in record.view.attendance.enumerated() {
            mentioned.append((present.site, ["view", "attendance", "\(index)", "site"]))
        }
        guard let stranger = mentioned.first(where: { !known.contains($0.site) }) else { return nil }
        let hint = Spelling.nearest(to: stranger.site.text, among: known.map(\.text)).map { "Did you mean “\($0)”?" }
        return HearingProblem(
            .hearingSite, at: stranger.path, "There is no site \(stranger.site) in the list of sites.",
            next: hint ?? "Use one of: \(known.sorted().map(\.text).joined(separator: ", ")).")
    }

    private static func people(_ record: HearingRecord) -> HearingProblem? {
        for (index, interpreter) in record.interpreters.enumerated() {
            let path = ["interpreters", "\(index)"]
            if interpreter.from == interpreter.to {
                return HearingProblem(
                    .hearingPresence, at: path,
                    "The interpreter would translate from \(interpreter.from) into the same.",
                    next: "Write the language heard under “from” and the language spoken to the court under “to”.")
            }
            if interpreter.person == record.personHeard.person {
                return HearingProblem(
                    .hearingPresence, at: path + ["person"],
                    "\(interpreter.person) is the person heard and cannot be the interpreter.",
                    next: "Give each person a number of their own.")
            }
        }
        if record.minutes?.signedBy.isEmpty == false, record.minutes?.digest == nil {
            return HearingProblem(
                .hearingForm, at: ["minutes"], "Signed minutes are named by their digest.",
                next: "Add “digest: sha256:…” of the signed file; “sha256sum FILE” prints it.")
        }
        return nil
    }

    private static func recording(_ record: HearingRecord) -> HearingProblem? {
        let recording = record.recording
        if recording.permitted, recording.law == nil || recording.by == nil || recording.format == nil {
            return HearingProblem(
                .hearingRecording, at: ["recording"],
                "A recording needs the law that permits it, who made it and its format.",
                next: "Add “law”, “by” and “format”, or write “permitted: false”.")
        }
        if !recording.permitted, recording.law != nil || recording.by != nil || recording.format != nil {
            return HearingProblem(
                .hearingRecording, at: ["recording"], "Recording was not permitted, yet it is described.",
                next: "Remove “law”, “by” and “format”, or write “permitted: true”.")
        }
        if !recording.permitted, !record.view.segments.isEmpty {
            return HearingProblem(
                .hearingRecording, at: ["view", "segments"],
                "Recording was not permitted, yet there are segments of one.",
                next: "Tell the presiding authority at once; nothing may be added or removed in silence.")
        }
        return nil
    }

    private static func testCall(_ record: HearingRecord) -> HearingProblem? {
        guard record.testCall.at.at < record.view.opened.at else {
            return HearingProblem(
                .hearingOrder, at: ["test-call", "at"], "The test call was not before the hearing opened.",
                next: "Correct one of the two times.")
        }
        guard record.testCall.result != .failed else {
            return HearingProblem(
                .hearingOrder, at: ["test-call", "result"], "The last test call failed, yet the hearing was opened.",
                next: "Write the test call after which the hearing could open.")
        }
        return nil
    }
}
