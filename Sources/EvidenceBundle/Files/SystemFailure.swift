import Glibc
import Vocabulary

/// Turns what the operating system answered into an error of ours.
enum SystemFailure {
    /// - Parameters:
    ///   - number: the value of `errno`.
    ///   - doing: what was tried, as in “could not be written”.
    static func error(_ number: Int32, _ path: String, _ doing: String) -> BundleError {
        let shown = path.shownInMessage
        switch number {
        case ENOSPC, EDQUOT:
            return BundleError(
                .storageFull, "The disk is full: “\(shown)” \(doing).",
                next: "Free some space or choose another disk, then run the same command again.")
        case EACCES, EPERM:
            return BundleError(
                .sourceUnreadable, "“\(shown)” \(doing): permission is missing.",
                next: "Give yourself the right to read it (chmod u+r), or use a copy of your own.")
        case ENOTDIR:
            return BundleError(
                .sourceNotFolder, "“\(shown)” is not a folder, or something above it is not.",
                next: "Give the path of a folder. A single file goes into a folder of its own first.")
        case ENOENT:
            return BundleError(
                .sourceMissing, "“\(shown)” is not there.", next: "Check the spelling of the path.")
        case ELOOP:
            return BundleError(
                .sourceNotRegular, "“\(shown)” is a symbolic link.",
                next: "Name the file that it points to.")
        case EEXIST:
            return BundleError(
                .outputExists, "“\(shown)” exists already.", next: "Choose another name, or move the old one away.")
        default:
            return BundleError(
                .storageFailed, "“\(shown)” \(doing): \(text(number)).", next: "Check the disk, then try again.")
        }
    }

    /// The same of a file or folder that we write: then it is the place that does not permit it, or is not there.
    static func output(_ number: Int32, _ path: String, _ doing: String) -> BundleError {
        switch number {
        case EACCES, EPERM, EROFS:
            return BundleError(
                .outputDenied, "“\(path.shownInMessage)” \(doing): writing there is not permitted.",
                next: "Choose a place where you may write.")
        case ENOENT, ENOTDIR:
            let folder = PathSegments.divided(path).folder
            return BundleError(
                .sourceMissing, "The folder “\(folder.shownInMessage)” is not there.",
                next: "Make it first: mkdir -p \(folder.shellWord)")
        default:
            return error(number, path, doing)
        }
    }

    /// The system's words for an error number.
    static func text(_ number: Int32) -> String {
        unsafe String(cString: strerror(number))
    }
}
