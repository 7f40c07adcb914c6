import EvidenceBundle
import Foundation
import Glibc
import Vocabulary

/// A small file that a command writes: complete and synced under its name, or not there at all, and never in the place
/// of another. `NewFile` says by which system calls.
enum OutputFile {
    /// - Parameter mode: permissions of the new file.
    static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, makingFolders: Bool = false
    ) throws(CommandError) {
        if makingFolders {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        do throws(BundleError) {
            try NewFile.write(bytes, to: path, mode: mode)
        } catch {
            let code: ErrorCode =
                switch error.code {
                case .outputExists: .commandOutputExists
                case .sourceMissing: .commandFileMissing
                default: .commandOutputFailed
                }
            throw CommandError(code, error.reason, next: error.nextStep)
        }
    }

    /// Says so before the work whose fruit would find its place taken.
    static func refuse(overwriting paths: [String]) throws(CommandError) {
        for path in paths where FileManager.default.fileExists(atPath: path) {
            throw CommandError(
                .commandOutputExists, "“\(path.shownInMessage)” is there already, and nothing is ever replaced.",
                next: "Choose another name, or move the old one away.")
        }
    }

    /// The new bytes in the place of a file that is there, all at once: whatever ends the process, one of the two is there.
    static func replace(_ bytes: [UInt8], at path: String, mode: UInt32 = 0o644) throws(CommandError) {
        // A name of its own: several commands may run at the same moment.
        let next = "\(path).\(ProcessInfo.processInfo.processIdentifier).new"
        try? FileManager.default.removeItem(atPath: next)
        try write(bytes, to: next, mode: mode)
        do throws(CommandError) { try rename(next, to: path) } catch {
            unsafe unlink(next)
            throw error
        }
    }

    /// Gives a file another name, in the place of what has that name. The disk has confirmed it when this returns.
    static func rename(_ old: String, to path: String) throws(CommandError) {
        let folder = unsafe open(
            URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if folder >= 0 { close(folder) } }
        guard folder >= 0, unsafe Glibc.rename(old, path) == 0 else {
            throw CommandError(
                .commandOutputFailed, "“\(path.shownInMessage)” could not be replaced; it is as it was.",
                next: "Check the folder and who may write there.")
        }
        guard fsync(folder) == 0 else {
            throw CommandError(
                .commandOutputFailed, "The disk did not confirm the new “\(path.shownInMessage)”.",
                next: "Check the disk, and run the same command again.")
        }
    }
}
