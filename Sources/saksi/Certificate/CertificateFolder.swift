import Foundation
import Vocabulary

/// The files of a certificate as they lie in their folder. Nothing is known of them yet.
struct CertificateFolder {
    /// By their paths in the folder.
    let files: [String: [UInt8]]
    /// What is no file: a link, a device.
    let strangers: [String]

    /// How much of a folder that came from anybody is read. A step is a few kilobytes, a certificate is one; the busiest
    /// bundle of a large case has tens of thousands of steps.
    enum Limit {
        static let names = 100_000
        static let bytes = 512 << 20
        static let lists = 100

        static func bytes(of path: String) -> Int {
            switch path {
            case CertificateFile.record, CertificateFile.printed, CertificateFile.plain: 64 << 20
            case CertificateFile.list: 16 << 20
            default: path.hasPrefix(CertificateFile.revocations) ? 16 << 20 : 1 << 20
            }
        }
    }

    /// - Throws: `command.certificate.folder` if it is none, or holds more than any certificate does.
    init(reading path: String) throws {
        guard path.isFolder, FileManager.default.fileExists(atPath: "\(path)/\(CertificateFile.record)"),
            let found = FileManager.default.enumerator(atPath: path)
        else {
            throw CommandError(
                .certificateFolder, "“\(path.shownInMessage)” is not the folder of a certificate of custody.",
                next: "Name the folder that holds custody.json; saksi custody certificate makes one.")
        }
        var files: [String: [UInt8]] = [:]
        var strangers: [String] = []
        var (names, bytes, lists) = (0, 0, 0)
        while let name = found.nextObject() as? String {
            names += 1
            guard names <= Limit.names else { throw Self.tooLarge(path, "more than \(Limit.names) files") }
            let kind = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.type] as? FileAttributeType
            guard kind == .typeRegular else {
                if kind != .typeDirectory { strangers.append(name) }
                continue
            }
            if name.hasPrefix(CertificateFile.revocations) { lists += 1 }
            guard lists <= Limit.lists else { throw Self.tooLarge(path, "more than \(Limit.lists) revocation lists") }
            let contents = try InputFile.read("\(path)/\(name)", limit: Limit.bytes(of: name))
            bytes += contents.count
            guard bytes <= Limit.bytes else { throw Self.tooLarge(path, "more than \(Limit.bytes) bytes") }
            files[name] = contents
        }
        self.files = files
        self.strangers = strangers.sorted()
    }

    private static func tooLarge(_ path: String, _ what: String) -> CommandError {
        CommandError(
            .certificateFolder, "“\(path.shownInMessage)” holds \(what): no certificate of custody does.",
            next: "Ask whoever made the certificate for the folder as it was made.")
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
        // Nothing is made that could not be checked; folders are counted among the names.
        guard files.count <= Limit.names - 100, files.values.reduce(0, { $0 + $1.count }) <= Limit.bytes,
            files.allSatisfy({ $1.count <= Limit.bytes(of: $0) })
        else {
            throw CommandError(
                .certificateFolder, "The custody of this bundle has more steps than one certificate can hold.",
                next: "Give the court custody show --json, with the log's checkpoint, and say so.")
        }
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
