import Glibc

/// The names of files and folders under way: hidden, and saying whose they are: `.case.asice.4711.83920175.part`.
enum TemporaryName {
    private static let ending = ".part"

    static func make(for name: String) -> String {
        "\(start(name)).\(getpid()).\(UInt32.random(in: 0 ... .max))\(ending)"
    }

    private static func start(_ name: String) -> String { ".\(String(name.unicodeScalars.prefix(50)))" }

    /// Removes what a killed process left behind of the same file or folder. Its process is gone and nobody holds its
    /// lock.
    static func removeStale(of name: String, in folder: String) {
        guard let open = try? OpenFolder(folder), let names = try? open.names() else { return }
        let start = Array("\(start(name)).".utf8)
        for bytes in names where bytes.starts(with: start) && bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        {
            let middle = bytes.dropFirst(start.count).dropLast(ending.utf8.count)
            let parts = String(decoding: middle, as: UTF8.self).utf8.split(separator: 0x2E)
            guard parts.count == 2, let process = Int32(String(decoding: parts[0], as: UTF8.self)), process > 0,
                UInt32(String(decoding: parts[1], as: UTF8.self)) != nil, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            open.removeUnlocked(bytes)
        }
    }
}
