import Gateway
import Seal
import Vocabulary

/// How long the node's certificates are still good, and whether its log keys are believed, for whoever watches.
enum KeyMetrics {
    /// - Parameter count: of logs for which the trust list counts no key that the node has.
    static func ofLogs(withoutTrustedKey count: Int) -> Metric {
        Metric(
            name: "saksi_logs_without_trusted_key",
            help: "Logs of which nobody accepts what comes next: the trust list gives no key of this node for it.",
            kind: .gauge, value: count)
    }

    static func of(events: Certificate, tls: Certificate, at now: Instant) -> [Metric] {
        [("events", events), ("tls", tls)].map { name, certificate in
            Metric(
                name: "saksi_\(name)_certificate_seconds_left",
                help: "Until the certificate of “\(name)” ends; negative afterwards.", kind: .gauge,
                value: Int(certificate.notAfter.secondsSince1970 - now.secondsSince1970))
        }
    }
}
