package import Vocabulary

/// Which times a cosignature can have.
package enum CosignerClock {
    /// So far two clocks that are both kept may be apart.
    package static let tolerance: Int64 = 300

    /// A cosigner's own clock, held against its last signature. Where the clock was far ahead once, and the time of that
    /// were signed again and again, the cosigner would be ahead for ever, and its signatures give no time.
    /// - Throws: `custody.cosign.clock`
    package static func check(_ now: Instant, after last: Instant?) throws(CustodyError) {
        guard now.secondsSince1970 > 0 else {
            throw CustodyError(
                .custodyCosignClock, "The clock of this cosigner shows \(now).",
                next: "Set it right. Nothing is signed before.")
        }
        guard let last, now.adding(seconds: tolerance) < last else { return }
        throw CustodyError(
            .custodyCosignClock,
            "The clock of this cosigner shows \(now), and it signed last at \(last): one of the two is wrong.",
            next:
                "Nothing is signed. Set the clock right; if it is right, it was ahead when that was signed: begin with a new key, as docs/operations.md says."
        )
    }

    /// The time of a cosignature, as a node takes it.
    /// - Parameter recorded: when the node committed the newest entry below the checkpoint.
    /// - Throws: `custody.cosign.clock`
    package static func check(
        _ cosigned: CheckpointSignatures.Cosigned, recorded: Instant, now: Instant
    ) throws(CustodyError) {
        let (time, cosigner) = (cosigned.time, cosigned.cosigner.identity)
        guard time <= now.adding(seconds: tolerance) else {
            throw wrong("\(cosigner) says to have signed at \(time), and it is \(now) here.")
        }
        guard time.secondsSince1970 > 0, time >= recorded.adding(seconds: -tolerance) else {
            throw wrong("\(cosigner) says to have signed at \(time) what was there only from \(recorded) on.")
        }
    }

    private static func wrong(_ reason: String) -> CustodyError {
        CustodyError(
            .custodyCosignClock, reason,
            next: "Have both compare their clocks. The signature is not taken; it would give receipts a wrong time.")
    }
}
