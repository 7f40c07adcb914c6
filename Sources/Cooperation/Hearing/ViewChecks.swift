import Vocabulary

extension HearingChecks {
    /// What one site saw has to be in order, inside the hearing, and in the time of the place.
    static func view(_ view: SiteView, zones: [SiteCode: Zone]) -> HearingProblem? {
        span(view.opened, view.closed, at: ["view", "closed"])
            ?? presence(view, zones) ?? oath(view, zones)
            ?? ordered(view.breaks.map { ($0.start, $0.end) }, of: view, at: "breaks", noun: "break")
            ?? ordered(
                view.interruptions.map { ($0.start, $0.end) }, of: view, at: "interruptions", noun: "interruption")
            ?? ordered(view.segments.map { ($0.start, $0.end) }, of: view, at: "segments", noun: "segment")
            ?? ending(view) ?? numbering(view) ?? clock(view, zones)
    }

    private static func presence(_ view: SiteView, _ zones: [SiteCode: Zone]) -> HearingProblem? {
        guard view.attendance.contains(where: { $0.site == view.site }) else {
            return HearingProblem(
                .hearingPresence, at: ["view", "attendance"], "Nobody is noted as present at \(view.site).",
                next: "List everybody who was in the room, by number and function.")
        }
        for (index, present) in view.attendance.enumerated() {
            let path = ["view", "attendance", "\(index)"]
            if let problem = span(present.in, present.out, at: path + ["out"]) { return problem }
            if present.out.at < view.opened.at || present.in.at > view.closed.at {
                return HearingProblem(
                    .hearingTime, at: path, "\(present.person) was there only outside the hearing.",
                    next: "Correct the times, or leave the person out.")
            }
        }
        return nil
    }

    private static func oath(_ view: SiteView, _ zones: [SiteCode: Zone]) -> HearingProblem? {
        if view.oath.form == .unswornByLaw, view.oath.law == nil {
            return HearingProblem(
                .hearingLaw, at: ["view", "oath"], "Who is heard without an oath is so by a law, which is not named.",
                next: "Add “law:” with the article.")
        }
        guard view.opened.at <= view.oath.at.at, view.oath.at.at <= view.closed.at else {
            return HearingProblem(
                .hearingTime, at: ["view", "oath", "at"], "The oath was not taken during the hearing.",
                next: "Correct the time.")
        }
        return nil
    }

    /// Spans come one after the other, inside the hearing.
    private static func ordered(
        _ spans: [(start: StatedInstant, end: StatedInstant)], of view: SiteView, at key: String, noun: String
    ) -> HearingProblem? {
        var last = view.opened
        for (index, next) in spans.enumerated() {
            let path = ["view", key, "\(index)"]
            if let problem = span(next.start, next.end, at: path + ["end"]) { return problem }
            guard next.start.at >= view.opened.at, next.end.at <= view.closed.at else {
                return HearingProblem(
                    .hearingTime, at: path,
                    "This \(noun) is not inside the hearing, \(view.opened.text) to \(view.closed.text).",
                    next: "Correct the times.")
            }
            guard next.start.at >= last.at else {
                return HearingProblem(
                    .hearingOrder, at: path, "This \(noun) begins before the one above it has ended.",
                    next: "Write them in the order in which they happened.")
            }
            last = next.end
        }
        return nil
    }

    /// What was not resumed ended the hearing.
    private static func ending(_ view: SiteView) -> HearingProblem? {
        guard let index = view.interruptions.firstIndex(where: { $0.resumed == .notResumed }) else { return nil }
        guard index == view.interruptions.count - 1, view.interruptions[index].end.at == view.closed.at else {
            return HearingProblem(
                .hearingOrder, at: ["view", "interruptions", "\(index)"],
                "The hearing was not resumed after this interruption, yet it went on.",
                next: "An interruption that was not resumed ends when the hearing closes, and is the last.")
        }
        return nil
    }

    private static func numbering(_ view: SiteView) -> HearingProblem? {
        guard let index = view.segments.indices.first(where: { view.segments[$0].number != $0 + 1 }) else { return nil }
        return HearingProblem(
            .hearingOrder, at: ["view", "segments", "\(index)", "number"],
            "This segment has the number \(view.segments[index].number); the next one is \(index + 1).",
            next: "Number the segments from 1 without gaps. If one is lost, keep its number and say so to the court.")
    }

    /// Times are stated in the zone of the site that writes, so that a clock set wrong is noticed.
    private static func clock(_ view: SiteView, _ zones: [SiteCode: Zone]) -> HearingProblem? {
        guard let zone = zones[view.site] else { return nil }
        for (time, key) in [(view.opened, "opened"), (view.closed, "closed")] where time.offset != zone.offset {
            return HearingProblem(
                .hearingTime, at: ["view", key],
                "The site is in \(zone), where clocks show \(zone.offset.text), not \(time.offset.text).",
                next: "Write the time as the clock in the room showed it, with \(zone.offset.text) behind it.")
        }
        return nil
    }

    private static func span(_ start: StatedInstant, _ end: StatedInstant, at path: [String]) -> HearingProblem? {
        guard start.at >= end.at else { return nil }
        return HearingProblem(
            .hearingTime, at: path, "The end \(end.text) is not after the beginning \(start.text).",
            next: "Correct one of the two times.")
    }
}
