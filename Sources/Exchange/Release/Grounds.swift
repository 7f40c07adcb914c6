import Custody
import Policy
import Store
import Vocabulary

/// What became of that on which a release rests.
enum Grounds: Sendable {
    /// It rests on nothing that somebody withdrew or ended.
    case standing
    case ended
    /// Another version of the program granted it, whose decisions do not come out again here; or the node was rebuilt
    /// since, and has no record of them.
    case untold
}

extension ExchangeNode {
    /// Whether a release rests on nothing that somebody withdrew or ended since: without what ended, the same questions,
    /// asked at the same moment, have to be permitted with the same duties and no other approvals.
    ///
    /// Approvals cannot be withdrawn, and what runs out by its date served in time.
    func grounds(of row: ReleaseRow) async throws -> Grounds {
        let permits = try folder.register.decisions(row.agreement, at: row.entry)
        guard !permits.isEmpty else {
            // Of what a node decided before it was rebuilt it has no records.
            guard let rebuilt = try await ledgers[row.agreement]?.active?.log.rebuilt(), row.entry < rebuilt else {
                throw Given.damaged
            }
            return .untold
        }
        var decided: [(record: DecisionRecord, standing: Facts)] = []
        for permit in permits {
            guard let record = try Self.record(of: permit) else { return .untold }
            decided.append((record, try standing(of: record.facts, before: row)))
        }
        guard decided.contains(where: { $0.standing != $0.record.facts }) else { return .standing }
        let left = Set(decided.flatMap(\.standing.ending))
        if let known = await weighed.grounds(of: row.id, with: left) { return known }
        let grounds = try grounds(of: decided)
        await weighed.remember(grounds, of: row.id, with: left, until: row.expires, now: now)
        return grounds
    }

    /// - Returns: nil if another version of the program wrote it.
    private static func record(of permit: DecisionRow) throws -> DecisionRecord? {
        do throws(PolicyError) {
            return try DecisionRecord(reading: permit.record)
        } catch {
            if error.code == .policyReplayOther { return nil }
            throw error
        }
    }

    private func grounds(of decided: [(record: DecisionRecord, standing: Facts)]) throws -> Grounds {
        var libraries: [Digest: PolicyLibrary] = [:]
        for (record, standing) in decided where standing != record.facts {
            guard let library = try libraries[record.policy] ?? PolicyMemory(in: folder).library(for: record) else {
                throw ExchangeError(
                    .agreementLost, "Of the files that decided on this release, one is not in the data folder.",
                    next: "Bring the data folder back from a backup with its policy files.")
            }
            libraries[record.policy] = library
            let again = library.decide(record.request, at: record.at, facts: standing)
            guard again.policyDigest == record.policy else { return .untold }
            guard again.outcome == .permit, again.obligations == record.obligations,
                Set(again.approvalsSpent).isSubset(of: record.approvalsSpent)
            else { return .ended }
        }
        return .standing
    }

    /// What was laid before policy, without what ended since.
    private func standing(of facts: Facts, before release: ReleaseRow) throws -> Facts {
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
        standing.courtOrders = try facts.courtOrders.compactMap { order in
            if try isThere(try register.courtOrder(order.event), andNot: \.ended) { return order }
            // Of each state's orders the earliest alone was laid before policy: the next of them stood behind it.
            guard let bundle = order.bundle else { return nil }
            return try register.standingCourtOrders(release.agreement, of: bundle)
                .first { $0.party == order.party && $0.entry < release.entry }.map { Policy.CourtOrder($0) }
        }
        return standing
    }
}

extension Facts {
    /// The events that gave what somebody may end.
    fileprivate var ending: [Digest] {
        consents.map(\.event) + overrides.compactMap(\.statements.first?.event) + courtOrders.map(\.event)
    }
}
