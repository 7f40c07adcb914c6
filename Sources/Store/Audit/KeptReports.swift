package import Vocabulary

/// The signed reports of audits, in `audits/` of the data folder. A report and its signature bear one name.
///
/// Of those that found nothing the newest stay; one that found something stays until a person takes it away.
package struct KeptReports: Sendable {
    private let folder: Folder

    /// So many reports without a finding are kept.
    package static let most = 100

    package init(in data: DataFolder) throws(StoreError) {
        folder = data.folder.inner("audits")
        try folder.make()
    }

    package var path: String { folder.path }

    private static func name(_ finished: Instant, isClean: Bool) -> String {
        finished.text.replacing(":", with: "-") + (isClean ? ".clean.json" : ".findings.json")
    }

    /// The signature first: a report is never there without it.
    /// - Parameter signatureName: how the signature of a file of this name is called.
    /// - Returns: the path of the report.
    package func keep(
        _ report: [UInt8], signature: [UInt8], finished: Instant, isClean: Bool, signatureName: (String) -> String
    ) throws(StoreError) -> String {
        let name = Self.name(finished, isClean: isClean)
        try DurableFile(folder: folder, name: signatureName(name)).write(signature)
        try DurableFile(folder: folder, name: name).write(report)
        for old in try names().filter({ $0.hasSuffix(".clean.json") }).dropLast(Self.most) {
            try folder.remove(old)
            try folder.remove(signatureName(old))
        }
        return "\(folder.path)/\(name)"
    }

    /// The reports, the oldest first.
    package func names() throws(StoreError) -> [String] {
        try folder.names().filter { $0.hasSuffix(".json") }
    }

    /// The newest one.
    package func newest() throws(StoreError) -> [UInt8]? {
        guard let name = try names().last else { return nil }
        return try folder.read(name)
    }
}

/// A report that the operator asked for, and its signature, wherever they are to lie. Nothing is overwritten.
package enum ReportFile {
    package static func write(
        _ report: [UInt8], to path: String, signature: [UInt8], at signaturePath: String
    ) throws(StoreError) {
        try refuse(overwriting: [signaturePath, path])
        let whole = path.hasPrefix("/") ? path : "./\(path)"
        let folder = Folder(path: whole, disk: Disk()).above
        func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
        try DurableFile(folder: folder, name: name(signaturePath)).write(signature)
        try DurableFile(folder: folder, name: name(path)).write(report)
    }

    package static func refuse(overwriting paths: [String]) throws(StoreError) {
        for file in paths where Folder.exists(file) {
            throw StoreError(
                .reportThere, "There is a file “\(file.shownInMessage)” already.", next: "Name another file.")
        }
    }
}

extension ErrorCode {
    package static let reportThere = ErrorCode("storage.report-there", .usage)
}
