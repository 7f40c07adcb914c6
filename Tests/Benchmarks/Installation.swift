import Foundation

/// Where our programs, their data, and the peers lie.
enum Installation {
    /// This program.
    static let own: String =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]

    /// The root of the package, found from this file.
    static let packageRoot: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    /// `saksi` or `saksid`, built beside this program.
    static func ours(_ name: String) throws -> String {
        let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw BenchmarkFailure(
                "\(name) is not built beside the benchmarks. "
                    + "Run: swift build -c release --scratch-path .build-release --product \(name)")
        }
        return path
    }

    static func agreements() throws -> String {
        let path = packageRoot + "/Agreements"
        guard FileManager.default.fileExists(atPath: path) else {
            throw BenchmarkFailure("The example agreements are not at \(path): run this in the project.")
        }
        return path
    }

    /// A program that we did not write.
    static func tool(_ name: String) throws -> String {
        let folders =
            ["\(packageRoot)/.build-tools/bin"]
            + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
            + ["/usr/sbin"]
        guard
            let found = folders.map({ "\($0)/\(name)" })
                .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
        else { throw BenchmarkFailure("The program \(name) is not installed; run .ci/setup.") }
        return found
    }

    /// What a program says of its version: the first number with a dot in it.
    static func version(_ name: String, _ arguments: [String], _ ground: Ground) -> String {
        let said =
            try? Child(
                program: "/bin/sh", arguments: ["-c", "\"$@\" 2>&1 || true", "sh", tool(name)] + arguments,
                ground: ground
            ).run().output
        guard let said, let found = said.firstMatch(of: /[0-9]+\.[0-9][0-9a-z.]*/) else { return name }
        return "\(name) \(found.output)"
    }
}
