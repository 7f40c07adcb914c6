import Foundation
import Vocabulary

/// The files of a certificate as they lie in their folder. Nothing is known of them yet.
struct CertificateFolder {
    /// By their paths in the folder.
    let files: [String: [UInt8]]
    /// What is no file: a link, a device.
    let strangers: [String]

    private static let mostFiles = 200_000

    /// - Throws: `command.certificate.folder` if it is none.
    init(reading path: String) throws {
        guard path.isFolder, FileManager.default.fileExists(atPath: "\(path)/\(CertificateFile.record)"),
            let names = try? FileManager.default.subpathsOfDirectory(atPath: path), names.count <= Self.mostFiles
        else {
            throw CommandError(
                .certificateFolder, "“\(path.shownInMessage)” is not the folder of a certificate of custody.",
                next: "Name the folder that holds custody.json; saksi custody certificate makes one.")
        }
        var files: [String: [UInt8]] = [:]
        var strangers: [String] = []
        for name in names.sorted() {
            let kind = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.type] as? FileAttributeType
            if kind == .typeRegular {
                files[name] = try InputFile.read("\(path)/\(name)", limit: 64 << 20)
            } else if kind != .typeDirectory {
                strangers.append(name)
            }
        }
        self.files = files
        self.strangers = strangers
    }

    init(files: [String: [UInt8]]) {
        self.files = files
        strangers = []
    }

    static func exists(_ path: String) -> CommandError {
        CommandError(
            .commandOutputExists, "“\(path.shownInMessage)” is there already, and nothing is ever replaced.",
            next: "Choose another name with --out.")
    }

    /// Writes the files into a folder that was not there: it has its name once it is complete, or is not there at all.
    static func write(_ files: [String: [UInt8]], to path: String) throws(CommandError) {
        let target = URL(fileURLWithPath: path).standardizedFileURL
        guard !FileManager.default.fileExists(atPath: target.path) else { throw exists(path) }
        let process = ProcessInfo.processInfo.processIdentifier
        let next = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(process).new").path
        do {
            try FileManager.default.createDirectory(
                atPath: next, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
                try OutputFile.write(bytes, to: "\(next)/\(name)", mode: 0o600, makingFolders: true)
            }
            try FileManager.default.moveItem(atPath: next, toPath: target.path)
        } catch {
            try? FileManager.default.removeItem(atPath: next)
            throw error as? CommandError
                ?? CommandError(
                    .commandOutputFailed, "The folder “\(path.shownInMessage)” could not be written.",
                    next: "Make room, or choose a folder of your own with --out.")
        }
    }
}

extension ErrorCode {
    static let certificateFolder = ErrorCode("command.certificate.folder", .usage)
}
