import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@Suite("What changes between two versions")
struct DifferenceTests {
    static func scope(_ documents: [PolicyDocument], _ id: AgreementID) throws -> PolicyScope {
        try #require(try PolicyLibrary(documents).scope(of: id))
    }

    private static func difference(_ mutation: Mutation, under id: AgreementID) throws -> AgreementDifference {
        let documents = try Shipped.documents()
        return try AgreementDifference(
            from: scope(documents, id),
            to: scope(documents.map { $0.id == mutation.new.id ? mutation.new : $0 }, id))
    }

    @Test("A file does not differ from itself")
    func same() throws {
        let library = try Shipped.library()
        for agreement in library.agreements where !agreement.roster.entries.isEmpty {
            let scope = try #require(library.scope(of: agreement.id))
            let difference = try AgreementDifference(from: scope, to: scope)
            #expect(difference.isEmpty)
            #expect(difference.note == nil)
        }
    }

    @Test("It says who loses what, and by which clause")
    func sentences() throws {
        let id = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        let mutation = try #require(
            try Mutation.all(of: "KH-TH-JIT-2026-01.yaml").first { $0.name.hasSuffix(" 4(5): dropped") })
        let difference = try Self.difference(mutation, under: id)
        #expect(
            difference.changes.map(\.sentence) == [
                "Officers of central authorities and team leaders (kh/moj/0001, kh/prosecutor/0001, th/dsi/0201, "
                    + "th/oag/0001) may no longer read the custody log.",
                "th/dsi/0204 (team leader) may no longer read the custody log, where it takes place in TH.",
            ])
        #expect(difference.changes.first?.clauses.map(\.description) == ["KH-TH-JIT-2026-01 4(5)"])
    }

    /// The text of a shipped agreement, changed.
    private static func version(_ name: String, _ changes: [(String, String)]) throws -> PolicyDocument {
        let path = "\(Shipped.folder)/\(name).yaml"
        var text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        if let range = text.range(of: "\nexamples:") { text = String(text[..<range.lowerBound]) + "\n" }
        for (old, new) in changes {
            #expect(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        return try PolicyDocument(reading: Array(text.utf8), file: "\(name).yaml")
    }

    private static func compare(_ name: String, _ changes: [(String, String)]) throws -> AgreementDifference {
        let documents = try Shipped.documents()
        let new = try version(name, changes)
        let id = try AgreementID(parsing: name)
        return try AgreementDifference(
            from: scope(documents, id), to: scope(documents.map { $0.id == id ? new : $0 }, id))
    }

    @Test("One category more in one clause is one sentence, and says what is asked of whom")
    func oneCategory() throws {
        let text = try WritingPageTests.example()
        let documents = try Shipped.documents()
        let old = try PolicyDocument(reading: Array(text.utf8), file: "old.yaml")
        let new = try PolicyDocument(
            reading: Array(
                text.replacing("photograph, chat-export]", with: "photograph, chat-export, video-recording]")
                    .replacing(
                        "identity-or-travel-document, video-recording, audio",
                        with: "identity-or-travel-document, audio"
                    )
                    .utf8), file: "new.yaml")
        let difference = try AgreementDifference(
            from: Self.scope(documents + [old], old.id), to: Self.scope(documents + [new], new.id))
        let change = try #require(difference.changes.first)
        #expect(difference.changes.count == 1, "\(difference.changes.map(\.sentence))")
        #expect(
            change.sentence.hasPrefix(
                "Members, seconded members and team leaders (kh/ahtjpp/0101, kh/prosecutor/0001, th/dsi/0201, "
                    + "th/dsi/0202) may now retrieve material of the category video recording, for what helps the accused, "
                    + "or the investigation, prosecution or trial of an offence that the agreement lists; of that, "
                    + "this is asked: of members and seconded members"), "\(change.sentence)")
        // A witness for what is given, and for each thing that is asked.
        #expect(change.witnesses.count >= 4)
    }

    @Test("An approval that comes does not hide a protection that goes: all that changes is said")
    func together() throws {
        let id = try AgreementID(parsing: Fixture.name)
        let redacted = "then: { redact: [victim-identity], notify: [kh-desk] }"
        let approved = "approvals: { from: [KH team-leader], within-days: 14 }"
        func change(_ old: [String], _ new: [String]) throws -> [String] {
            func scope(_ rest: [String]) throws -> PolicyScope {
                var fixture = Fixture()
                fixture.clauses = """
                      "1":
                        says: { en: x }
                        permit: [retrieve]
                        who: { member: th/dsi/0201 }
                    """
                if !rest.isEmpty {
                    fixture.clauses += "\n  \"2\":\n    says: { en: x }\n    require: [retrieve]"
                    fixture.clauses += rest.map { "\n    \($0)" }.joined()
                }
                return try #require(fixture.library().scope(of: id))
            }
            return try AgreementDifference(from: scope(old), to: scope(new)).changes.map(\.sentence)
        }
        let lead = "th/dsi/0201 (team leader) may retrieve any material"
        let approval = "the approval of a team leader of KH, not older than 14 days"
        let duties = "it is released without the identity of victims and the desk kh-desk is told"
        #expect(
            try change([redacted], [approved]) == [
                "\(lead), but only with \(approval); before without an approval. Beside that, nothing is asked any more; "
                    + "before: \(duties)."
            ])
        #expect(
            try change([approved], [redacted]) == [
                "\(lead) without an approval; before with \(approval). Beside that, this is now asked: \(duties); "
                    + "before: nothing."
            ])
        #expect(
            try change([redacted], [approved, redacted]) == [
                "\(lead), but only with \(approval); before without an approval."
            ])
        let three = approved.replacing("14", with: "3")
        #expect(
            try change([approved, redacted], [three, "then: { log: full }"]) == [
                "\(lead), but only with \(approval.replacing("14", with: "3")); before with \(approval). Beside that, "
                    + "this is now asked: it is logged in full; before: \(duties)."
            ])
        // Who can approve and what is asked, where the seats stay as they are.
        func scope(_ member: String, _ rest: String) throws -> PolicyScope {
            var fixture = Fixture()
            fixture.header = member
            fixture.clauses =
                "  \"1\":\n    says: { en: x }\n    permit: [retrieve]\n    who: { member: th/dsi/0201 }\n    \(approved)\(rest)"
            return try #require(fixture.library().scope(of: id))
        }
        let others = try AgreementDifference(
            from: scope("", "\n    \(redacted)"), to: scope("  - { id: kh/ahtjpp/0199, role: team-leader }", "")
        ).changes.filter { $0.action == .retrieve }.map(\.sentence)
        #expect(
            others == [
                "\(lead), as before, but others can approve it: kh/ahtjpp/0199 or kh/prosecutor/0001; before: "
                    + "kh/prosecutor/0001. Beside that, nothing is asked any more; before: \(duties)."
            ])
    }

    @Test("A renewal for the year after is compared as if the old version went on, and says so")
    func renewal() throws {
        let days = [
            ("from: 2026-03-01, until: 2027-02-28", "from: 2027-03-01, until: 2028-02-29"),
            ("from: 2026-05-01, until: 2027-02-28", "from: 2027-03-01, until: 2028-02-29"),
        ]
        let plain = try Self.compare("KH-TH-JIT-2026-01", days)
        #expect(plain.note?.contains("as if the old one went on") == true)
        #expect(plain.points > 0)
        #expect(plain.changes.allSatisfy { $0.action == nil }, "\(plain.changes.map(\.sentence))")

        let open = try Self.compare(
            "KH-TH-JIT-2026-01",
            days + [
                (
                    "    forbid: [retrieve, view-on-premises, produce-in-court, disclose, onward-transfer, reissue]\n    if: { purpose: [related-charge,",
                    "    forbid: [reissue]\n    if: { purpose: [related-charge,"
                )
            ])
        #expect(
            open.changes.contains {
                $0.action == .produceInCourt && $0.sentence.contains("may now")
                    && $0.clauses.contains { $0.clause.text == "7(1)" }
            }, "\(open.changes.map(\.sentence))")
    }

    @Test("Every member counts, however many there are")
    func manyMembers() throws {
        let anchor = "  - { id: th/dsi/0203"
        let added = (1...69).map { number in
            "  - { id: kh/ahtjpp/9\(String(format: "%03d", number)), role: member, from: 2026-03-01, until: 2027-02-28 }\n"
        }.joined()
        let documents = try Shipped.documents()
        let id = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        let many = try Self.version(id.text, [(anchor, added + anchor)])
        let fewer = try Self.version(
            id.text,
            [
                (anchor, added + anchor),
                (
                    "clauses:\n",
                    """
                    clauses:
                      "Z1":
                        says: { en: Visiting members do not see the register. }
                        forbid: [list]
                        who: { role: [visiting] }

                    """
                ),
            ])
        func library(_ document: PolicyDocument) -> [PolicyDocument] { documents.map { $0.id == id ? document : $0 } }
        let difference = try AgreementDifference(
            from: Self.scope(library(many), id), to: Self.scope(library(fewer), id))
        #expect(
            difference.changes.map(\.sentence) == [
                "th/dsi/0203 (visiting member) may no longer see in the register any material."
            ])
        let joining = try Self.compare(id.text, [(anchor, added + anchor)])
        #expect(joining.changes.filter { $0.action == nil }.count == 69)
        #expect(
            joining.changes.contains { $0.action == .attendTestimony && $0.members.count == 69 },
            "\(joining.changes.map(\.sentence).prefix(5))")
    }

    @Test("More than 64 days on which somebody comes or goes are told apart")
    func manyPeriods() throws {
        let anchor = "  - { id: th/dsi/0203"
        let added = (1...70).map { number in
            let day = CalendarDay(daysSince1970: 20_530 + number)
            return
                "  - { id: kh/ahtjpp/9\(String(format: "%03d", number)), role: visiting, from: \(day), until: \(day) }\n"
        }.joined()
        let documents = try Shipped.documents()
        let id = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        let (one, other) = (
            try Self.version(id.text, [(anchor, added + anchor)]),
            try Self.version(
                id.text,
                [
                    (anchor, added + anchor),
                    (
                        "who: { role: [team-leader, member, seconded, visiting, central-authority] }",
                        "who: { role: [team-leader, member, seconded, central-authority] }"
                    ),
                ])
        )
        func library(_ document: PolicyDocument) -> [PolicyDocument] { documents.map { $0.id == id ? document : $0 } }
        let difference = try AgreementDifference(from: Self.scope(library(one), id), to: Self.scope(library(other), id))
        #expect(Set(difference.changes.flatMap(\.members)).count == 71)
    }

    @Test("A law that threatens less changes what is grave enough, and who may do what in such a case")
    func penalties() throws {
        let mutation = try #require(
            try Mutation.all(of: "TH-ATIP-2008.yaml").first { $0.name.contains("unlawful-confinement made light") })
        let difference = try Self.difference(mutation, under: AgreementID(parsing: "KH-TH-JIT-2026-01"))
        #expect(
            difference.changes.first?.sentence
                == "The law of TH threatens 1 year for unlawful confinement; before: 5 years. With that it is no longer "
                + "grave enough for KH-TH-JIT-2026-01.")
        #expect(
            difference.changes.contains {
                $0.action == .retrieve && $0.sentence.contains("may no longer")
                    && $0.sentence.contains("in a case about unlawful confinement")
            })
    }

    @Test(
        "What changes no decision is no difference",
        arguments: [
            ("says: { en: \"Leaders and central authorities read", "says: { en: \"Those who lead read"),
            ("role: [team-leader, central-authority]", "role: [central-authority, team-leader]"),
            ("permit: [contribute, submit]", "permit: [submit, contribute]"),
            (
                "clauses:\n",
                "clauses:\n  \"Z1\":\n    says: { en: Leaders list. }\n    permit: [list]\n    who: { role: [team-leader] }\n"
            ),
            (
                "clauses:\n",
                "clauses:\n  \"Z1\":\n    says: { en: No list for nobody. }\n    forbid: [list]\n    who: { role: [visiting], member: [kh/moj/0001] }\n"
            ),
            (
                "clauses:\n",
                "clauses:\n  \"Z1\":\n    says: { en: The basis does not bear it out. }\n    permit: [view-on-premises]\n    who: { role: [visiting] }\n"
            ),
            (
                "    forbid: [onward-transfer, reissue",
                "    forbid: [onward-transfer, reissue"
            ),
            (
                "clauses:\n",
                "clauses:\n  \"Z1\":\n    says: { en: What is forbidden is forbidden again. }\n    forbid: [retrieve]\n    item: { flag: [child-abuse-material], category: [document] }\n"
            ),
        ].filter { $0.0 != $0.1 })
    func neutral(old: String, new: String) throws {
        let difference = try Self.compare("KH-TH-JIT-2026-01", [(old, new)])
        #expect(difference.isEmpty, "\(difference.changes.map(\.sentence))")
    }
}
