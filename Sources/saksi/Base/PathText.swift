import Foundation
import Vocabulary

extension String {
    /// Whether a folder stands at this path.
    var isFolder: Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: self, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The last part of a path, as messages show it.
    var lastName: String {
        (split(separator: "/").last.map(String.init) ?? self).shownInMessage
    }
}
