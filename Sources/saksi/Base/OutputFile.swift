import EvidenceBundle
import Foundation
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
}
