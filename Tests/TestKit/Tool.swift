import Foundation

/// Runs a program that we did not write, and keeps what it said.
package struct Tool {
    package struct Outcome: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
        package var everything: String { output + errors }
    }

    package struct Missing: Error, CustomStringConvertible {
        package let name: String
        package var description: String { "The program “\(name)” is not installed; run .ci/setup." }
    }

    /// - Parameters:
    ///   - name: a program on the path, or one of the Python tools that `.ci/setup` installs.
    ///   - folder: where it runs.
    @discardableResult
    package static func run(
        _ name: String, _ arguments: [String], in folder: String? = nil, input: [UInt8] = [],
        environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try path(of: name))
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Output goes to files: a pipe that nobody drains would stop a talkative program.
        let workspace = try Workspace()
        let files = try ["in", "out", "err"].map { name in
            let path = try workspace.write(name == "in" ? input : [], to: name)
            return try unwrap(FileHandle(forUpdatingAtPath: path), path)
        }
        process.standardInput = files[0]
        process.standardOutput = files[1]
        process.standardError = files[2]
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try workspace.read("out"), as: UTF8.self),
            errors: String(decoding: try workspace.read("err"), as: UTF8.self))
    }

    /// The root of the package, found from this file.
    package static let packageRoot: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    package static func path(of name: String) throws -> String {
        if name.hasPrefix("/") { return name }
        let folders =
            ["\(packageRoot)/.build-tools/bin"]
            + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") })
        else { throw Missing(name: name) }
        return "\(folder)/\(name)"
    }

    private static func unwrap(_ handle: FileHandle?, _ path: String) throws -> FileHandle {
        guard let handle else { throw Missing(name: path) }
        return handle
    }
}
