import Foundation
import Glibc
import Vocabulary

/// A program that the demonstration runs to its end.
enum DemoProcess {
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// What a person at the terminal would have seen.
        var everything: String { output + errors }
    }

    /// Runs a program in a folder, and waits. If this task is cancelled, the program is told to end.
    static func run(
        _ program: String, _ arguments: [String], in folder: String, environment: [String: String]
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = environment
        // Files, not pipes: nobody has to drain them.
        let names = [".out", ".err"].map { "\(folder)/.step\($0)" }
        for name in names { _ = FileManager.default.createFile(atPath: name, contents: nil) }
        defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: names[0])
        process.standardError = FileHandle(forWritingAtPath: names[1])
        let ended = AsyncStream<Int32> { stream in
            process.terminationHandler = { process in
                stream.yield(process.terminationStatus)
                stream.finish()
            }
        }
        try process.run()
        let number = process.processIdentifier
        let status = await withTaskCancellationHandler {
            await ended.first { _ in true } ?? -1
        } onCancel: {
            kill(number, SIGTERM)
        }
        try Task.checkCancellation()
        let texts = names.map { String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self) }
        return Outcome(status: status, output: texts[0], errors: texts[1])
    }
}

/// The node of the demonstration: a `saksid` that this program started, and that it ends again.
final class DemoNode: Sendable {
    /// `https://127.0.0.1:41234`
    let address: String
    private let number: Int32
    /// Ends when the node has ended.
    private let ended: AsyncStream<Never>

    /// Starts the node and waits until it listens.
    static func start(_ program: String, configuration: String, in stage: DemoStage) async throws -> DemoNode {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve", "--config", configuration]
        process.currentDirectoryURL = URL(fileURLWithPath: stage.folder)
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        _ = FileManager.default.createFile(atPath: stage.path("saksid.log"), contents: nil)
        process.standardError = FileHandle(forWritingAtPath: stage.path("saksid.log"))
        let lines = AsyncStream<String> { stream in
            // Whatever the node says goes on being read, so that it never waits for us.
            output.fileHandleForReading.readabilityHandler = { handle in
                let data = handle.availableData
                if data.isEmpty {
                    handle.readabilityHandler = nil
                    stream.finish()
                } else {
                    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
                        stream.yield(String(line))
                    }
                }
            }
        }
        let ended = AsyncStream<Never> { stream in
            process.terminationHandler = { _ in stream.finish() }
        }
        try process.run()
        let number = process.processIdentifier
        return try await withTaskCancellationHandler {
            for await line in lines {
                guard let place = line.range(of: "listens on ") else { continue }
                return DemoNode(address: String(line[place.upperBound...]), number: number, ended: ended)
            }
            try Task.checkCancellation()
            let said = String(
                decoding: FileManager.default.contents(atPath: stage.path("saksid.log")) ?? Data(), as: UTF8.self)
            throw DemoError(
                .demoUnexpected, "The node did not start. It said:\n\(said.prefix(2000))",
                next: "See what is wrong with: saksid serve --config \(configuration)")
        } onCancel: {
            kill(number, SIGTERM)
        }
    }

    private init(address: String, number: Int32, ended: AsyncStream<Never>) {
        self.address = address
        self.number = number
        self.ended = ended
    }

    /// Asks the node to end, and waits until it has. One that will not is ended.
    func stop() async {
        kill(number, SIGTERM)
        let number = number
        let ended = ended
        // Not a child of the task that may have been cancelled: this wait is part of cleaning up.
        await Task {
            let impatience = Task {
                try await Task.sleep(for: .seconds(10))
                kill(number, SIGKILL)
            }
            for await _ in ended {}
            impatience.cancel()
        }.value
    }
}
