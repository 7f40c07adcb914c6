import Foundation
import Glibc

/// A disk of a few MiB: a tmpfs, which only root may mount. It is gone when the test lets go of it.
package final class SmallDisk: Sendable {
    private let workspace: Workspace
    package var path: String { workspace("disk") }

    /// Whether this machine lets us mount one; where it does not, the tests that need one are listed as skipped.
    package static let canBeMounted = geteuid() == 0 && (try? SmallDisk(mebibytes: 1)) != nil

    package struct Refused: Error, CustomStringConvertible {
        package let description: String
    }

    package init(mebibytes: Int) throws {
        workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace("disk"), withIntermediateDirectories: true)
        let mounted = try Tool.run("mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", workspace("disk")])
        guard mounted.status == 0 else { throw Refused(description: mounted.errors) }
    }

    deinit {
        _ = try? Tool.run("umount", ["-l", path])
    }

    package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
