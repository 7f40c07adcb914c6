import Custody
import Policy
import Store
import Vocabulary

extension ExchangeNode {
    /// Whether a release rests on nothing that somebody withdrew or ended since: without what ended, the same questions,
    /// asked at the same moment, have to be permitted with the same duties and no other approvals.
    ///
    /// Approvals cannot be withdrawn, and what runs out by its date served in time.
    func restsOnNothingEnded(_ row: ReleaseRow) throws -> Bool {
        let permits = try folder.register.decisions(row.agreement, at: row.entry)
        guard !permits.isEmpty else { throw Given.damaged }
        return try permits.allSatisfy { try standsWithoutEnded(DecisionRecord(reading: $0.record)) }
    }

    private func standsWithoutEnded(_ record: DecisionRecord) throws -> Bool {
        let standing = try standing(of: record.facts)
        guard standing != record.facts else { return true }
        guard let library = try PolicyMemory(in: folder).library(for: record) else {
            throw ExchangeError(
                .agreementLost, "Of the files that decided on this release, one is not in the data folder.",
                next: "Bring the data folder back from a backup with its policy files.")
        }
        let again = library.decide(record.request, at: record.at, facts: standing)
        // A program that decides otherwise than the one that granted it tells nothing of what was granted.
        return again.policyDigest == record.policy && again.outcome == .permit
            && again.obligations == record.obligations
            && Set(again.approvalsSpent).isSubset(of: record.approvalsSpent)
    }

    /// What was laid before policy, without what ended since.
    private func standing(of facts: Facts) throws -> Facts {
        let register = folder.register
        func isThere<Row>(_ row: Row?, andNot ended: KeyPath<Row, Int64?>) throws -> Bool {
            guard let row else { throw Given.damaged }
            return row[keyPath: ended] == nil
        }
        var standing = facts
        standing.consents = try facts.consents.filter {
            try isThere(try register.consent($0.event), andNot: \.withdrawn)
        }
        standing.overrides = try facts.overrides.filter {
            guard let first = $0.statements.first else { throw Given.damaged }
            return try isThere(try register.override(first.event), andNot: \.withdrawn)
        }
        standing.courtOrders = try facts.courtOrders.filter {
            try isThere(try register.courtOrder($0.event), andNot: \.ended)
        }
        return standing
    }
}
