import Policy
import TestKit
import Testing
import Vocabulary

/// Which files decide together.
@Suite("Files that decide together")
struct LibraryTests {
    @Test("The law of a visiting member's state bears, and any state's where its links lead to it")
    func foreignLaws() throws {
        let forbids = "  \"1\":\n    says: { en: x }\n    forbid: [list]"
        func law(_ party: String, _ applies: String) -> String {
            Fixture.law(forbids, applies: applies).replacing("party: KH", with: "party: \(party)")
        }
        var fixture = Fixture()
        let visiting = "  - { id: vn/c02/0101, role: visiting }\n"
        func outcome(_ law: String, _ actor: String, _ facts: Facts) throws -> Decision.Outcome {
            let library = try PolicyLibrary(
                [
                    fixture.text.replacing("clauses:", with: visiting + "clauses:"), SampleFiles.treaty("TEST-BASIS"),
                    law,
                ]
                .map(Fixture.read))
            return library.decide(
                try Fixture.request(actor, .list), at: try Instant(parsing: Fixture.noon), facts: facts
            ).outcome
        }
        fixture.header = ""
        let facts = try Fixture.facts()
        #expect(try outcome(law("VN", "actor-party"), "vn/c02/0101", facts) == .deny)
        #expect(try outcome(law("VN", "actor-party"), "th/dsi/0201", facts) == .permit)
        let burmese = Fact(try Party(parsing: "MM"), from: FactSource.bundleRecord)
        #expect(
            try outcome(law("MM", "item-origin"), "th/dsi/0201", Fixture.facts { $0.origin = burmese }) == .deny)
        #expect(try outcome(law("MM", "item-origin"), "th/dsi/0201", facts) == .permit)
        // What is not known counts for those whom the agreement concerns, and not for every state there is.
        let unknown = try Fixture.facts { $0.origin = .unknown }
        #expect(try outcome(law("MM", "item-origin"), "th/dsi/0201", unknown) == .permit)
        #expect(try outcome(law("VN", "item-origin"), "th/dsi/0201", unknown) == .deny)
    }

    @Test("An agreement rests on a treaty, a memorandum or an enabling act, and on nothing under which people act")
    func instruments() throws {
        var fixture = Fixture()
        fixture.basis = "TEST-BASIS, OTHER"
        func error(_ kind: String, _ more: String) throws -> PolicyError? {
            fixture.others = [
                SampleFiles.treaty("OTHER").replacing("kind: treaty", with: "kind: \(kind)").replacing(
                    "clauses:", with: more + "clauses:")
            ]
            do throws(PolicyError) {
                _ = try PolicyLibrary(
                    [Fixture.read(fixture.text), Fixture.read(SampleFiles.treaty("TEST-BASIS"))]
                        + fixture.others.map { (text) throws(PolicyError) in try Fixture.read(text) })
                return nil
            } catch {
                return error
            }
        }
        #expect(try error("memorandum", "") == nil)
        let shared = """
            basis: [TEST-BASIS]
            channel: jit
            purpose: { offences: [trafficking-in-persons] }
            members: [{ id: kh/moj/0001, role: central-authority }]

            """
        #expect(try error("memorandum", shared)?.code.name == "policy.library.not-an-instrument")
        #expect(try error("police-cooperation", shared)?.code.name == "policy.library.not-an-instrument")
    }

    @Test("Exactly the files that a record names decide it again, though others that an agreement names are not there")
    func fromRecord() throws {
        let documents = try Shipped.documents()
        let library = try PolicyLibrary(documents)
        for agreement in library.agreements {
            let sources = Set(try #require(library.sources(of: agreement.id)).map(\.id))
            let alone = try PolicyLibrary(of: agreement.id, from: documents.filter { sources.contains($0.id) })
            #expect(alone.policyDigest(for: agreement.id) == library.policyDigest(for: agreement.id), "\(agreement.id)")
        }
    }
}
