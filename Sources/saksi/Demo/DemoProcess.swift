import Foundation
import Glibc
import Vocabulary

/// A program that the demonstration runs to its end.
enum DemoProcess {
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs a program in a folder, and waits. If this task is cancelled, the program is told to end.
    static func run(
        _ program: String, _ arguments: [String], in folder: String, environment: [String: String]
    ) async throws -> Outcome {
        // Files, not pipes: nobody has to drain them.
        let names = [".out", ".err"].map { "\(folder)/.step\($0)" }
        defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
        let child = try ChildProcess(
            program, arguments, in: folder, environment: environment, output: names[0], errors: names[1])
        let status = await withTaskCancellationHandler {
            await child.ended()
        } onCancel: {
            Task { await child.tell(SIGTERM) }
        }
        try Task.checkCancellation()
        let texts = names.map { String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self) }
        return Outcome(status: status, output: texts[0], errors: texts[1])
    }
}

/// The node of the demonstration: a `saksid` that this program started, and that it ends again.
struct DemoNode: Sendable {
    /// `https://127.0.0.1:41234`
    let address: String
    private let child: ChildProcess

    /// Starts the node and waits until it listens.
    static func start(_ program: String, configuration: String, in stage: DemoStage) async throws -> DemoNode {
        let (said, log) = (stage.path("saksid.out"), stage.path("saksid.log"))
        func text(_ path: String) -> String {
            String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        }
        let child = try ChildProcess(
            program, ["serve", "--config", configuration], in: stage.folder,
            environment: ProcessInfo.processInfo.environment, output: said, errors: log)
        do {
            while await child.poll() == nil {
                let lines = text(said).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                for line in lines {
                    guard let place = line.range(of: "listens on ") else { continue }
                    return DemoNode(address: String(line[place.upperBound...]), child: child)
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        } catch {
            await child.end()
            throw error
        }
        throw DemoError(
            .demoUnexpected, "The node did not start. It said:\n\(text(log).prefix(2000))",
            next: "See what is wrong with: saksid serve --config \(configuration)")
    }

    /// Asks the node to end, and waits until it has.
    func stop() async {
        await child.end()
    }
}
