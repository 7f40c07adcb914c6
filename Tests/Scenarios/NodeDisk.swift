import Foundation

/// Bytes of a file; 0 of one that is not there.
func fileSize(_ path: String) -> Int {
    ((try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? NSNumber)?.intValue ?? 0
}

/// Bytes of the largest unfinished upload that a node keeps in its data folder.
func spooled(in dataFolder: String) -> Int {
    let folder = dataFolder + "/spool"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.map { fileSize("\(folder)/\($0)") }.max() ?? 0
}
