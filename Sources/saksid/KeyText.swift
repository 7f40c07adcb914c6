import Custody
import Exchange
import Foundation
import Seal

/// What `saksid key` says of a node's keys.
enum KeyText {
    static func tell(_ changed: [LogOrigin]) {
        print(changed.isEmpty ? "Every log is signed with the new key already." : "The log key is replaced in:")
        for origin in changed { print("  \(origin)") }
        fflush(nil)
    }

    /// - Parameter tls: the certificate of the listener, where it was read.
    static func tell(_ report: KeyReport, tls: Certificate? = nil) {
        if report.logs.isEmpty { print("No log has begun yet.") }
        for log in report.logs {
            print("\(log.origin), \(log.size) entries")
            if log.terms.isEmpty, let key = log.inForce { print("  from 0: \(key)") }
            for term in log.terms {
                print("  \(sizes(of: term)): \(term.key)")
            }
        }
        if let lines = report.trustListLines {
            print("For “logs” of this node in the next version of the trust list:")
            for line in lines.split(separator: "\n") { print("          \(line)") }
        }
        for remark in report.remarks(tls: tls) { print("Note: \(remark)") }
        fflush(nil)
    }

    private static func sizes(of term: KeySuccession.Term) -> String {
        guard term.signs else { return "never" }
        guard let to = term.to else { return "from \(term.from)" }
        guard let trusted = term.trustedTo, trusted < to else { return "\(term.from) to \(to)" }
        let unsure = trusted < term.from ? "only" : "behind \(trusted) only"
        return "\(term.from) to \(to) (\(unsure) with a cosigner)"
    }
}
