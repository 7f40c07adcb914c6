import HTTPTypes
import Synchronization

/// Counts for operators. No count is kept for a person, a bundle or a file.
package final class Tally: Sendable {
    package enum Counter: String, CaseIterable, Sendable {
        case connections, connectionsRefused, failedHandshakes, cut, requests, refusedCallers, crossSite, tooSlow,
            bytesReceived, bytesSent
        case answersGood, answersRefused, answersFailed

        var metric: Metric.Name {
            switch self {
            case .connections: ("saksi_connections_total", "Connections accepted.")
            case .connectionsRefused:
                ("saksi_connections_refused_total", "Connections ended because others need the place.")
            case .cut: ("saksi_requests_cut_total", "Requests whose connection ended before the answer.")
            case .failedHandshakes:
                ("saksi_tls_failed_handshakes_total", "Connections that ended in the TLS handshake.")
            case .requests: ("saksi_requests_total", "Requests received, whoever sent them.")
            case .refusedCallers: ("saksi_callers_refused_total", "Requests without a certificate that is good.")
            case .crossSite: ("saksi_cross_site_refused_total", "Requests refused because another site sent them.")
            case .tooSlow: ("saksi_transfers_stalled_total", "Transfers ended because they stood still.")
            case .bytesReceived: ("saksi_body_received_bytes_total", "Bytes of request bodies.")
            case .bytesSent: ("saksi_body_sent_bytes_total", "Bytes of answer bodies.")
            case .answersGood: ("saksi_answers_good_total", "Answers with a status below 400.")
            case .answersRefused: ("saksi_answers_refused_total", "Answers with a status of 400 to 499.")
            case .answersFailed: ("saksi_answers_failed_total", "Answers with a status of 500 and above.")
            }
        }
    }

    private let connections = Atomic<Int>(0)
    private let connectionsRefused = Atomic<Int>(0)
    private let cut = Atomic<Int>(0)
    private let failedHandshakes = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    private let refusedCallers = Atomic<Int>(0)
    private let crossSite = Atomic<Int>(0)
    private let tooSlow = Atomic<Int>(0)
    private let bytesReceived = Atomic<Int>(0)
    private let bytesSent = Atomic<Int>(0)
    private let answersGood = Atomic<Int>(0)
    private let answersRefused = Atomic<Int>(0)
    private let answersFailed = Atomic<Int>(0)

    package init() {}

    @discardableResult
    package func count(_ counter: Counter, by amount: Int = 1) -> Int {
        func add(_ value: borrowing Atomic<Int>) -> Int { value.wrappingAdd(amount, ordering: .relaxed).newValue }
        return switch counter {
        case .connections: add(connections)
        case .connectionsRefused: add(connectionsRefused)
        case .cut: add(cut)
        case .failedHandshakes: add(failedHandshakes)
        case .requests: add(requests)
        case .refusedCallers: add(refusedCallers)
        case .crossSite: add(crossSite)
        case .tooSlow: add(tooSlow)
        case .bytesReceived: add(bytesReceived)
        case .bytesSent: add(bytesSent)
        case .answersGood: add(answersGood)
        case .answersRefused: add(answersRefused)
        case .answersFailed: add(answersFailed)
        }
    }

    package func value(of counter: Counter) -> Int {
        count(counter, by: 0)
    }

    func count(_ status: HTTPResponse.Status) {
        switch status.code {
        case ..<400: count(.answersGood)
        case ..<500: count(.answersRefused)
        default: count(.answersFailed)
        }
    }

    package var metrics: [Metric] {
        Counter.allCases.map {
            Metric(name: $0.metric.name, help: $0.metric.help, kind: .counter, value: value(of: $0))
        }
    }
}
