import Foundation

/// The folder of public test vectors: `SAKSI_VECTORS`, or `shared/vectors` beside the project.
package enum Vectors {
    package static let root: String =
        ProcessInfo.processInfo.environment["SAKSI_VECTORS"] ?? Tool.packageRoot + "/../shared/vectors"

    package static func isPresent(_ set: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(root)/\(set)")
    }

    /// The files below a set whose names end in `suffix`, by path relative to the set.
    package static func files(in set: String, suffix: String) -> [String] {
        (FileManager.default.enumerator(atPath: "\(root)/\(set)")?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(suffix) }
            .sorted()
    }
}

/// The folder of real files to pack: `SAKSI_SAMPLES`, or `shared/samples` beside the project.
package enum Samples {
    package static let root: String =
        ProcessInfo.processInfo.environment["SAKSI_SAMPLES"] ?? Tool.packageRoot + "/../shared/samples"

    package static var arePresent: Bool { FileManager.default.fileExists(atPath: "\(root)/reports") }
}
