import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Cooperation

/// The examples of docs/spec/testimony.md, which are what the tests change.
enum Example {
    static let record = try? fenced(0)
    static let account = try? fenced(1)

    private static func fenced(_ index: Int) throws -> String {
        let page = try String(contentsOfFile: Tool.packageRoot + "/docs/spec/testimony.md", encoding: .utf8)
        let parts = page.components(separatedBy: "```yaml\n")
        return parts[index + 1].components(separatedBy: "```")[0]
    }

    /// The record with one piece of text exchanged; the piece has to be there.
    static func record(_ piece: String, _ other: String) throws -> String {
        let record = try #require(record)
        #expect(record.contains(piece), "the example lacks “\(piece)”")
        return record.replacingOccurrences(of: piece, with: other)
    }
}

func read(_ yaml: String) throws(CooperationError) -> HearingDocument {
    try HearingDocument(yaml: Array(yaml.utf8), file: "hearing.yaml")
}

/// The error with which a text is refused.
func refusal(_ yaml: String) -> CooperationError? {
    do {
        _ = try read(yaml)
        return nil
    } catch {
        return error
    }
}
