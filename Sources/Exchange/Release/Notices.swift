import Policy
import Store
package import Vocabulary

/// Somebody who has to be told of a release, because a clause says so.
///
/// Notices follow from the decisions on record, so none is lost and none is told twice under another name.
/// Bringing them to the desks is the operator's task until the node does it by itself.
package struct Notice: Codable, Hashable, Sendable {
    /// The desk, by the short name of the agreement: `kh-victim-desk`.
    package let desk: String
    package let agreement: AgreementID
    package let bundle: BundleID
    package let recipient: Identity
    package let at: Instant
    package let clauses: [String]
}

extension ExchangeNode {
    /// Every notice that a release asks for, by the time of the release.
    package func notices() throws -> [Notice] {
        var notices: [Notice] = []
        var last: DecisionID?
        while true {
            let page = try folder.register.decisions(after: last, limit: 500)
            guard let final = page.last else { break }
            last = final.id
            for row in page {
                let record = try CanonicalJSON.decode(
                    DecisionRecord.self, from: row.record, noun: "record of a decision", limit: 1 << 20)
                guard record.outcome == .permit, record.request.action == .retrieve, let bundle = row.bundle else {
                    continue
                }
                notices += record.obligations.notify.map { desk in
                    Notice(
                        desk: desk, agreement: row.agreement, bundle: bundle, recipient: row.member, at: record.at,
                        clauses: record.clauses.map(\.description))
                }
            }
        }
        return notices.sorted { ($0.at, $0.desk) < ($1.at, $1.desk) }
    }
}
