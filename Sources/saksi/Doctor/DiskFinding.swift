import Foundation
import Glibc
import Vocabulary

/// How much room there is where the command runs: bundles are written and received here.
enum DiskFinding {
    private static let little: Int64 = 2_000_000_000

    static func here() -> Finding {
        let folder = FileManager.default.currentDirectoryPath
        var facts = statvfs()
        guard unsafe statvfs(folder, &facts) == 0 else {
            return .notChecked("disk", "the room in “\(folder.shownInMessage)” could not be asked for")
        }
        let free = Int64(facts.f_bavail) * Int64(facts.f_frsize)
        let text = "\(ProgressText.bytes(free)) free in “\(folder.shownInMessage)”"
        return free < little
            ? .attention("disk", text, next: "Make room, or work in a folder on a larger disk.") : .good("disk", text)
    }
}
