import Custody
import Policy
import Testing
import Vocabulary

@testable import saksi

@Suite("The sentences of a certificate of custody")
struct CertificateTextTests {
    @Test("Every sentence is there, and every type of event says what somebody did")
    func catalogue() throws {
        let catalogue = try #require(MessageCatalogue(.english))
        for id in CertificateMessageID.allCases { #expect(catalogue.text(id) != id.rawValue, "\(id.rawValue)") }
        for type in EventType.allCases {
            let did = catalogue.deed(type, with: nil)
            #expect(did != type.rawValue.replacing("-", with: " "), "\(type)")
            #expect(!did.contains("{"))
            let with = catalogue.deed(type, with: "th/dsi/0201")
            #expect(with.contains("th/dsi/0201") && !with.contains("{"), "\(with)")
        }
    }

    @Test("A page in two languages has each piece twice, and what no language changes once")
    func sideBySide() throws {
        let blocks: [CertificateBlock] = [
            .title("One", under: "Under"), .heading("Head & heart"), .text("A <b> in words"),
            .digest(
                Digest(ofText: "x"), PhoneDigits(Digest(ofText: "x")), code: "SAKSI:00", phoneTitle: "Phone",
                phoneText: "Read", codeTitle: "Scan"),
            .steps(
                columns: ["No.", "When", "What", "Proof"],
                [.init(number: 1, when: "now", sentence: "Somebody did.", details: ["Detail."], proof: ["entry 1"])]),
            .signing(["Name", "Stamp"]), .lines(["echo \"$A\" && b"]),
        ]
        let page = PrintedPage(language: .english, blocks: blocks, beside: .text(blocks, .thai), foot: "foot").html
        func count(_ words: String) -> Int { page.split(separator: words, omittingEmptySubsequences: false).count - 1 }
        #expect(count("<div class=\"pair\">") == 3 && count("lang=\"th\"") == 3)
        #expect(count("Head &amp; heart") == 2 && count("A &lt;b&gt; in words") == 2)
        #expect(count("Somebody did.") == 2 && count("entry 1") == 1)
        #expect(count("<svg") == 1 && count("Name / Name") == 1)
        #expect(count("echo &quot;$A&quot; &amp;&amp; b") == 1)
        let room = PrintedPage(
            language: .english, blocks: blocks, beside: .room(.thai, note: "Room"), foot: "foot"
        ).html
        #expect(room.contains("Room") && room.contains("<td class=\"room\">"))
    }
}
