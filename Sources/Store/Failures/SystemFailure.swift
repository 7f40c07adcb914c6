import Glibc
import Vocabulary

extension StoreError {
    /// The error of a failed system call.
    static func system(_ number: CInt, _ code: ErrorCode, _ doing: String, _ path: String) -> StoreError {
        let file = path.split(separator: "/").suffix(2).joined(separator: "/")
        if number == ENOSPC || number == EDQUOT {
            return StoreError(
                .noSpace, "The disk is full: \(doing) “\(file.shownInMessage)” was not possible.",
                next: "Free space on the disk of the data folder, then try again.", missing: 0)
        }
        return StoreError(
            code, "\(doing) “\(file.shownInMessage)” failed (error \(number)).",
            next: "Check the disk and the rights of the data folder, then try again.")
    }

    /// A failed sync, whatever its reason: also a full disk may have lost what was written before.
    static func syncFailed(_ number: CInt, _ path: String) -> StoreError {
        let file = path.split(separator: "/").suffix(2).joined(separator: "/")
        return StoreError(
            .syncFailed, "The disk did not confirm that “\(file.shownInMessage)” is stored (error \(number)).",
            next: "The service stops now. Check the disk, then start it again: nothing that was acknowledged is lost.")
    }

    static var stopped: StoreError {
        StoreError(
            .storeStopped, "The store has stopped: the disk did not confirm something that was written.",
            next: "Check the disk, then start the service again: nothing that was acknowledged is lost.")
    }

    static func noSpace(needed: Int64, free: Int64, reserve: Int64) -> StoreError {
        let missing = needed + reserve - free
        return StoreError(
            .noSpace,
            "The node's disk is too full by \(missing.counted("byte")), a reserve of \(reserve.counted("byte")) included.",
            next:
                "Ask the operator of the node to free space; what was acknowledged stays, the upload can go on later.",
            missing: missing)
    }
}
