import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@Suite("Reading rules back in sentences")
struct ReadBackTests {
    @Test("The English read-back beside each shipped file is true", arguments: DifferenceTests.files)
    func shipped(file: String) throws {
        let path = "\(Shipped.folder)/\(file)"
        let document = try PolicyDocument(
            reading: Array(try Data(contentsOf: URL(fileURLWithPath: path))), file: file)
        let beside = path.replacingOccurrences(of: ".yaml", with: ".en.txt")
        let committed = String(decoding: try Data(contentsOf: URL(fileURLWithPath: beside)), as: UTF8.self)
        let command = "saksi agreement read Agreements/\(file) > Agreements/\(document.id).en.txt"
        #expect(committed == ReadBack(document).text, "Write it again: \(command)")
    }

    @Test("Every message has its sentence, and no sentence is left with a gap")
    func catalogue() throws {
        let catalogue = try MessageCatalogue(.english)
        for id in MessageID.allCases { #expect(catalogue.text(id) != id.rawValue, "\(id.rawValue)") }
        for document in try Shipped.documents() {
            #expect(!ReadBack(document).text.contains("{"), "\(document.id)")
        }
    }

    @Test("A language that has no sentences yet is refused, with what there is")
    func language() {
        let error = #expect(throws: PolicyError.self) { try MessageCatalogue(.khmer) }
        #expect(error?.code == .policyLanguageMissing)
        #expect(error?.nextStep.contains("en") == true)
    }
}
