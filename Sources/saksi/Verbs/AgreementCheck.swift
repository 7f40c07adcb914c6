import ArgumentParser
import Policy
import Vocabulary

/// `saksi agreement check`: faults that reading alone does not show, over the whole space of facts.
struct AgreementCheckVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look for faults in an agreement before it is signed.",
        discussion: """
            Reads the file with the files in its folder that it rests on, runs its examples, and goes through every case \
            that its clauses tell apart. Exit status 0 if it is sound, warnings included; 2 if there is a fault.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement or law.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String
    @Option(help: ArgumentHelp("The day from which an end is near; else today.", valueName: "day"))
    var on: String?

    func perform(_ session: Session) async throws -> any Answer {
        let file = try PolicyFile(path)
        let check = try AgreementCheck(of: file.document, in: file.library, on: try session.day(on))
        return Checked(agreement: file.document.id, points: check.points, findings: check.findings.map(Line.init))
    }

    struct Line: Encodable, Sendable {
        let code: String
        let fault: Bool
        let clauses: [ClauseNumber]
        let text: String
        let next: String

        init(_ finding: AgreementFinding) {
            code = finding.code.name
            fault = finding.isFault
            clauses = finding.clauses
            text = finding.sentence
            next = finding.next
        }
    }

    struct Checked: Answer {
        let agreement: AgreementID
        let points: Int
        let findings: [Line]

        var exit: ExitStatus { findings.contains(where: \.fault) ? .usage : .done }
        var failure: FailureReport? {
            findings.first(where: \.fault).map {
                FailureReport(code: $0.code, reason: $0.text, next: $0.next, exit: ExitStatus.usage.rawValue)
            }
        }

        func write(to page: inout Page) {
            page.line("\(agreement): \(points.counted("case")) that its clauses tell apart")
            for finding in findings {
                page.state(
                    finding.fault ? "FAULT" : "attention", finding.fault ? .bad : .unsure,
                    "\(finding.text) [\(finding.code)]")
                page.line("               Next: \(finding.next)")
            }
            if exit == .done {
                page.verdict(findings.isEmpty ? "It is sound." : "It is sound; see what was noted.", .good)
            } else {
                page.verdict("Correct the faults before anybody signs it.", .bad)
            }
        }
    }
}
