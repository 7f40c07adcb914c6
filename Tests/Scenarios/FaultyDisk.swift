import Foundation
import Glibc
import TestKit

/// A disk that fails where a test says, under a program that runs on it: `Tests/DiskFaults`, in C, compiled when it is first
/// asked for. What it does, and what not: docs/decisions/047.
struct FaultyDisk {
    enum Kind: String, CaseIterable {
        /// The program is killed before the call.
        case killed = "k"
        /// The call fails; a sync that fails has lost what it should have confirmed.
        case failed = "f"
        /// The power goes before the call: all is lost that no sync had confirmed.
        case powerCut = "p"
        /// The power goes, and some of what was not confirmed is there, whole or torn.
        case halfWritten = "s"
    }

    struct Fault: CustomStringConvertible {
        /// Which call, counted from the start of the program.
        let call: Int
        let kind: Kind
        var error = EIO
        var seed: UInt64 = 0

        var description: String { "\(kind) at call \(call), error \(error), seed \(seed)" }
        fileprivate var text: String { "\(call) \(kind.rawValue) \(error) \(seed)" }
    }

    /// Something that the program did to the folder.
    struct Call {
        let number: Int
        /// `write`, `sync`, `truncate`, `create`, `folder`, `link`, `rename` or `remove`.
        let what: String
        /// Below the folder; nothing is the folder itself.
        let path: String
    }

    let folder: String
    private let scratch: String
    private let trace: String

    /// - Parameter workspace: on the disk of the folder.
    init(under folder: String, in workspace: Workspace) throws {
        self.folder = folder
        scratch = workspace("disk-scratch")
        trace = workspace("disk-calls")
        try clear()
    }

    /// Forgets what was done, before the program starts again.
    func clear() throws {
        for path in [scratch, trace] { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    }

    /// With this environment a program runs on the disk.
    func environment(_ fault: Fault?) throws -> [String: String] {
        var variables = [
            "LD_PRELOAD": try Self.library.get()("disk-faults.so"), "SAKSI_DISK_FOLDER": folder,
            "SAKSI_DISK_SCRATCH": scratch, "SAKSI_DISK_TRACE": trace,
        ]
        variables["SAKSI_DISK_FAULT"] = fault?.text
        return variables
    }

    /// What the program did since it was started last.
    func calls() throws -> [Call] {
        let lines = (try? String(contentsOfFile: trace, encoding: .utf8)) ?? ""
        let all = try lines.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            return Call(number: try Answered.unwrap(Int(parts[0])), what: parts[1], path: parts[2])
        }
        // A node whose port was taken is started once more.
        return Array(all.suffix(from: all.lastIndex { $0.number == 1 } ?? all.startIndex))
    }

    private static let library = Result<Workspace, any Error> {
        let workspace = try Workspace()
        let sources = ["disk-faults.c", "unconfirmed.c"].map { Tool.packageRoot + "/Tests/DiskFaults/" + $0 }
        // The compiler that comes with Swift.
        let made = try Tool.run(
            "clang",
            ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", workspace("disk-faults.so")] + sources)
        guard made.status == 0 else { throw Answered.Missing(what: "the faulty disk: \(made.everything)") }
        return workspace
    }
}
