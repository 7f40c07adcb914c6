import Policy
import Seal
import Vocabulary

/// Which agreements are in force here, signed, and name the person who asks.
enum AgreementFindings {
    static func of(_ profile: Profile, trust: TrustStore?, member: Identity?, _ session: Session) -> [Finding] {
        guard profile.agreements != nil else {
            return [
                .notChecked(
                    "agreements", "the profile has no line “agreements: …”", next: "Add the line to the profile.")
            ]
        }
        let folder: AgreementFolder
        do { folder = try session.agreements(nil) } catch { return [.wrong("agreements", error)] }
        var findings = folder.unreadable.map { Finding.wrong("agreement file \($0.path.lastName)", $0.error) }
        for entry in folder.entries {
            findings.append(finding(of: entry, in: folder, trust: trust, member: member, now: session.now))
        }
        if findings.isEmpty {
            return [
                .attention(
                    "agreements", "the folder “\(folder.path.shownInMessage)” holds none",
                    next: "Get the signed files from your central authority.")
            ]
        }
        return findings
    }

    private static func finding(
        of entry: AgreementFolder.Entry, in folder: AgreementFolder, trust: TrustStore?, member: Identity?,
        now: Instant
    ) -> Finding {
        let document = entry.document
        let subject = "\(document.id), version \(document.version)"
        guard let trust else {
            return .notChecked(
                subject, "\(document.noun), whose signatures nobody checked: there is no trust list that can be used",
                next: "Put the trust list right, then run saksi doctor again.")
        }
        let signatures = SignatureFindings.of(entry.path, document, trust: trust, now: now)
        if let wrong = signatures.first(where: { $0.state == .wrong }) {
            return .attention(
                subject, "not signed as it must be: \(wrong.text)", next: wrong.next ?? "Get the signed file.")
        }
        if let open = signatures.first(where: { $0.state == .notChecked }) {
            return .notChecked(subject, "\(document.noun): \(open.text)", next: open.next)
        }
        let agreement: Agreement
        switch document {
        case .law, .roster: return .good(subject, "\(document.noun), signed")
        case .agreement(let text):
            do { agreement = try folder.complete(text) } catch { return .wrong(subject, error) }
        }
        guard agreement.term.covers(now) else {
            return .attention(
                subject,
                "signed, but not within its dates (from \(agreement.term.from)"
                    + (agreement.term.until.map { " until \($0))" } ?? ")"),
                next: "Ask your central authority for the version that is in force.")
        }
        guard let id = member.flatMap({ try? MemberID($0) }), agreement.kind != .treaty else {
            return .good(subject, "signed, in force today")
        }
        let entry = agreement.roster.entry(of: id, at: now)
        let places = entry?.leadsIn.map {
            " where the team operates in \($0.sorted().map(\.text).joined(separator: ", "))"
        }
        let role = entry.map { "\($0.role)\(places ?? "")" }
        return .good(
            subject,
            "signed, in force today; "
                + (role.map { "you stand on its roster as \($0)" } ?? "you do not stand on its roster"))
    }
}

extension PolicyDocument {
    fileprivate var noun: String {
        switch self {
        case .agreement: "an agreement"
        case .law: "a law"
        case .roster(let roster): "the members of \(roster.agreement)"
        }
    }
}
