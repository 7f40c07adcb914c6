import Testing
import Vocabulary

@testable import saksi

@Suite("What can be recorded by hand")
struct RecordableActTests {
    @Test("A word that is none, and an act of another command or of the node, are wrong use with a short next step")
    func refused() {
        for (word, next) in [
            ("examind", "Did you mean examined?"), ("submitted", "Use: saksi submit"),
            ("received", "Use: saksi retrieve"), ("released", "The node records it"), ("xyz", "Such as: examined"),
            ("destroyed", "This version of saksi has no command"),
        ] {
            let error = #expect(throws: OnlineError.self) { try RecordableAct.type(word) }
            #expect(error?.code.exit == .usage)
            #expect(error?.nextStep.hasPrefix(next) == true, "\(word): \(error?.nextStep ?? "")")
            #expect((error?.nextStep.count ?? 0) < 160)
        }
        #expect(throws: Never.self) { try RecordableAct.type("examined") }
    }
}
