import Foundation
import Glibc
import Vocabulary

/// The folder in which the demonstration happens.
struct DemoStage: Sendable {
    let folder: String
    let isKept: Bool

    /// - Parameter keep: a folder that stays; without one, a temporary folder that goes away.
    init(keep: String?, randomness: any Randomness) throws {
        isKept = keep != nil
        folder =
            keep.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
            ?? FileManager.default.temporaryDirectory.path + "/saksi-demo-" + Hexadecimal.encode(randomness.bytes(4))
        if let keep, let there = try? FileManager.default.contentsOfDirectory(atPath: keep), !there.isEmpty {
            throw DemoError(
                .demoFolder, "The folder “\(keep.shownInMessage)” is not empty.",
                next: "Name a new folder with --keep, or leave it out.")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DemoError(
                .demoFolder, "The folder “\(folder.shownInMessage)” cannot be made.",
                next: "Name another folder with --keep.")
        }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try OutputFile.write(Array(text.utf8), to: path(name), makingFolders: true)
    }

    /// Writes a file that may be there already.
    func replace(_ text: String, in name: String) throws {
        if exists(name) { try FileManager.default.removeItem(atPath: path(name)) }
        try write(text, to: name)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    func leave() {
        if !isKept { try? FileManager.default.removeItem(atPath: folder) }
    }
}

/// Where the programs and files of this installation lie.
enum Installation {
    /// This program.
    static var saksi: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// The node built beside this program.
    static func saksid() throws(DemoError) -> String {
        let path = folder(of: saksi) + "/saksid"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw DemoError(
                .demoNode, "The program saksid is not beside saksi, in “\(folder(of: saksi).shownInMessage)”.",
                next: "Build both: swift build")
        }
        return path
    }

    /// The examples that came with the program: in the present folder, or above the program's own.
    static func agreements(_ given: String?) throws(DemoError) -> String {
        var candidates = given.map { [$0] } ?? ["Agreements"]
        if given == nil {
            var above = folder(of: saksi)
            while above != "/", !above.isEmpty {
                candidates.append(above + "/Agreements")
                above = folder(of: above)
            }
        }
        guard
            let found = candidates.first(where: {
                FileManager.default.fileExists(atPath: $0 + "/KH-TH-JIT-2026-01.yaml")
            })
        else {
            throw DemoError(
                .demoAgreements, "The example agreements are not here.",
                next: "Run the command in the project's folder, or name them: saksi demo --agreements DIR")
        }
        return found
    }

    /// A program of the system, if it is installed.
    static func tool(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
