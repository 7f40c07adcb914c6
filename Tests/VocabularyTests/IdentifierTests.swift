import TestKit
import Testing
import Vocabulary

@Suite("Identifiers")
struct IdentifierTests {
    @Test("Every identifier prints as the text that it was read from")
    func roundTrips() throws {
        #expect(try MemberID(parsing: "kh/ahtjpp/0101").text == "kh/ahtjpp/0101")
        #expect(try Identity(uri: "saksi://kh/node/phnom-penh").kind == .node)
        #expect(try AuthorityID(parsing: "th/oag").party.text == "TH")
        #expect(try CaseNumber(parsing: "KH-AHTJPP-2026-000123").text == "KH-AHTJPP-2026-000123")
        #expect(try Evaluation(parsing: "B2").text == "B2")
        let digest = "sha256:" + String(repeating: "ab", count: 32)
        #expect(try Digest(parsing: digest).text == digest)
    }

    @Test(
        "A member is a person of an authority: reserved names, capitals and extra segments are refused",
        arguments: [
            "kh/node/one", "kh/cosigner/moj", "kh/tsa/one", "KH/ahtjpp/0101", "kh/ahtjpp", "kh/ahtjpp/0101/x",
            "kh//0101", "kh/ahtjpp/", "kh/ahtjpp/0101\n", "kh/ahtjpp/01 01", "khm/ahtjpp/0101", "kh/-a/1", "ｋh/a/1",
        ])
    func membersRefused(_ text: String) {
        #expect(throws: VocabularyError.self) { try MemberID(parsing: text) }
    }

    @Test(
        "An identity URI has its scheme and nothing else",
        arguments: [
            "saksi://kh/ahtjpp/0101/", "SAKSI://kh/ahtjpp/0101", "saksi:kh/ahtjpp/0101", "saksi://kh/ahtjpp/0101?x",
            "saksi://user@kh/ahtjpp/0101", "http://kh/ahtjpp/0101",
        ])
    func urisRefused(_ text: String) {
        #expect(throws: VocabularyError.self) { try Identity(uri: text) }
    }

    @Test("A word that is not on its list suggests the nearest one")
    func words() {
        do {
            _ = try EvidenceCategory(parsing: "chat-exports")
            Issue.record("the word was accepted")
        } catch {
            #expect(error.nextStep == "Did you mean “chat-export”?")
        }
    }

    @Test("Random identifiers come from the randomness that is handed in, and differ")
    func randomIdentifiers() throws {
        let one = BundleID(from: SystemRandomness())
        let other = BundleID(from: SystemRandomness())
        #expect(one != other)
        #expect(try BundleID(parsing: one.text) == one)
    }
}
