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
        if code == .syncFailed {
            return StoreError(
                .syncFailed, "The disk did not confirm that “\(file.shownInMessage)” is stored (error \(number)).",
                next:
                    "The service stops now. Check the disk, then start it again: nothing that was acknowledged is lost."
            )
        }
        return StoreError(
            code, "\(doing) “\(file.shownInMessage)” failed (error \(number)).",
            next: "Check the disk and the rights of the data folder, then try again.")
    }

    static func noSpace(needed: Int64, free: Int64, reserve: Int64) -> StoreError {
        let missing = needed + reserve - free
        return StoreError(
            .noSpace,
            "The node's disk is too full: \(missing) bytes are missing, a reserve of \(reserve) bytes included.",
            next:
                "Ask the operator of the node to free space; what was acknowledged stays, the upload can go on later.",
            missing: missing)
    }
}
