import Custody
import Vocabulary

/// The report of an audit from outside: `docs/spec/audit.md`.
struct OutsideAuditDocument: Codable, Hashable, Sendable {
    struct Finding: Codable, Hashable, Sendable {
        let place: String
        let code: String
        let reason: String
        let next: String

        init(_ place: String, _ failure: any Failure) {
            self.place = place
            code = failure.code.name
            reason = failure.reason
            next = failure.nextStep
        }
    }

    var format = "saksi-outside-audit/1"
    /// Who audited, and signs where it is signed.
    let by: Identity
    let node: Identity
    let log: String
    let begun: Instant
    var finished: Instant
    /// When it was taken up again after a stop.
    let resumed: [Instant]
    /// The whole note that the node showed.
    var checkpoint = ""
    /// The whole note of the last audit that found nothing.
    var earlier: String?
    /// Of other parties, whose signatures stand below the checkpoint.
    var cosigners: [Identity] = []
    var size = 0
    var events = 0
    var objects = 0
    var tiles = 0
    /// What was checked, and what was not, in sentences.
    var checked: [String] = []
    var unchecked: [String] = []
    var findings: [Finding] = []

    mutating func find(_ place: String, _ error: any Error) {
        findings.append(Finding(place, (error as? any Failure) ?? CommandError.bug))
    }
}
