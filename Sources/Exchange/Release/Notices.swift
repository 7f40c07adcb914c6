import Policy
import Store
package import Vocabulary

/// Somebody who has to be told of what was permitted, because a clause says so.
///
/// Notices follow from the decisions on record, so none is lost and none is told twice under another name.
/// Bringing them to the desks is the operator's task until the node does it by itself.
package struct Notice: Codable, Hashable, Sendable {
    /// The desk, by the short name of the agreement: `kh-victim-desk`.
    package let desk: String
    package let agreement: AgreementID
    package let bundle: BundleID
    package let action: Action
    package let recipient: Identity
    package let at: Instant
    package let clauses: [String]
}

/// Some of the notices.
package struct NoticePage: Codable, Hashable, Sendable {
    /// By the time of the decision.
    package let notices: [Notice]
    /// Where the next page begins; nil at the end.
    package let next: String?
}

extension ExchangeNode {
    /// The notices that some of the recorded decisions ask for.
    /// - Parameters:
    ///   - after: `next` of the page before.
    ///   - limit: how many decisions are read for a page.
    /// - Throws: a failure with its code; an empty page says that there is nothing to tell, and nothing else.
    package func notices(after: String? = nil, limit: Int = 500) throws -> NoticePage {
        let page = try folder.register.decisions(
            after: try after.map { try DecisionID(parsing: $0) }, limit: limit)
        let notices = try page.flatMap { row -> [Notice] in
            let record = try DecisionRecord(reading: row.record)
            guard record.outcome == .permit, row.entry != nil, let bundle = row.bundle else { return [] }
            return record.obligations.notify.map { desk in
                Notice(
                    desk: desk, agreement: row.agreement, bundle: bundle, action: record.request.action,
                    recipient: row.member, at: record.at, clauses: record.clauses.map(\.description))
            }
        }
        return NoticePage(
            notices: notices.sorted { ($0.at, $0.desk) < ($1.at, $1.desk) },
            next: page.count < limit ? nil : page.last?.id.text)
    }
}
