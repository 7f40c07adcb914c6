import ArgumentParser
import Policy
import Vocabulary

/// `saksi agreement test`: runs the examples of a file.
struct AgreementTest: Verb {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the examples of an agreement or law, and show each.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement or law.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String

    func perform(_ session: Session) async throws -> any Answer {
        let file = try PolicyFile(path)
        let failures = Dictionary(grouping: file.library.failures(inExamplesOf: file.document), by: \.place)
        return Run(
            agreement: file.document.id,
            examples: file.document.examples.map { example in
                Line(
                    place: example.place, who: example.who, does: example.does, on: example.on,
                    expect: example.expect, problems: (failures[example.place] ?? []).map(\.problem))
            })
    }

    struct Line: Encodable, Sendable {
        let place: String
        let who: MemberID
        let does: Action
        let on: CalendarDay
        let expect: Decision.Outcome
        let problems: [String]
    }

    struct Run: Answer {
        let agreement: AgreementID
        let examples: [Line]

        var exit: ExitStatus { examples.contains { !$0.problems.isEmpty } ? .usage : .done }
        var failure: FailureReport? {
            examples.first { !$0.problems.isEmpty }.map {
                FailureReport(
                    code: ErrorCode.checkExample.name, reason: "\($0.place): \($0.problems.joined(separator: " "))",
                    next: "Correct the clause, or what the example expects.", exit: ExitStatus.usage.rawValue)
            }
        }

        func write(to page: inout Page) {
            for line in examples {
                let sentence = "\(line.who) \(line.does), \(line.on): \(line.expect)"
                page.state(
                    line.problems.isEmpty ? "ok" : "WRONG", line.problems.isEmpty ? .good : .bad, sentence)
                for problem in line.problems { page.line("               \(line.place): \(problem)") }
            }
            let wrong = examples.filter { !$0.problems.isEmpty }.count
            page.verdict("\(agreement): \(examples.count) examples, \(wrong) wrong.", wrong == 0 ? .good : .bad)
        }
    }
}
