import Foundation

/// A temporary folder of one test, removed when the test lets go of it.
package final class Workspace: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "saksi-test-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something inside the folder.
    package func callAsFunction(_ name: String) -> String {
        path + "/" + name
    }

    /// Writes a file, with the folders above it.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = self(name)
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    package func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: self(name))))
    }
}
