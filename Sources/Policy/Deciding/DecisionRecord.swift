package import Vocabulary

/// What is kept of a decision, so that it can be taken again years later and come out the same, byte for byte.
package struct DecisionRecord: Hashable, Sendable, Codable {
    /// One of the files that decided.
    package struct Source: Hashable, Sendable, Codable {
        package let id: AgreementID
        package let version: Int
        package let digest: Digest
    }

    package let format: String
    package let decision: DecisionID
    package let at: Instant
    /// The version of the engine.
    package let engine: Int
    package let request: PolicyRequest
    package let facts: Facts
    /// SHA-256 over everything that decided.
    package let policy: Digest
    package let sources: [Source]
    package let outcome: Decision.Outcome
    package let reasons: [Reason]
    package let warnings: [Reason]
    package let clauses: [ClauseReference]
    package let obligations: Obligations
    package let approvalsNeeded: [ApprovalNeed]
    package let approvalsSpent: [Digest]

    private enum CodingKeys: String, CodingKey {
        case format, decision, at, engine, request, facts, policy, sources, outcome, reasons, warnings, clauses
        case obligations
        case approvalsNeeded = "approvals-needed"
        case approvalsSpent = "approvals-spent"
    }

    /// Raised whenever a record is written otherwise than before. The first one knew a single court's order.
    package static let format = "saksi-decision/2"
    /// A record holds every consent and approval that was laid before the engine, and no text.
    package static let longest = 1 << 20

    init(_ decision: Decision, id: DecisionID) {
        format = Self.format
        self.decision = id
        at = decision.instant
        engine = CompiledPolicy.engineVersion
        request = decision.request
        facts = decision.facts
        policy = decision.policy.digest
        sources = decision.policy.sources
        outcome = decision.outcome
        reasons = decision.reasons
        warnings = decision.warnings
        clauses = decision.clauses
        obligations = decision.obligations
        approvalsNeeded = decision.approvalsNeeded
        approvalsSpent = decision.approvalsSpent
    }

    /// What a record of every format begins to be read by.
    private struct Named: Decodable {
        let format: String
    }

    /// - Throws: `policy.replay.other-policy` for a record of another format, whatever else it says; another `PolicyError`
    ///   unless the bytes are the one spelling of a record.
    package init(reading bytes: [UInt8]) throws(PolicyError) {
        do throws(VocabularyError) {
            let noun = "decision record"
            let named = try CanonicalJSON.decodeLoosely(Named.self, from: bytes, noun: noun, limit: Self.longest)
            guard named.format == Self.format else {
                throw VocabularyError(
                    .policyReplayOther,
                    "A decision record of the format “\(named.format.shownInMessage)” is not read here; this program "
                        + "writes and reads “\(Self.format)”.",
                    next: "Use the version of the program that wrote it.")
            }
            self = try CanonicalJSON.decode(Self.self, from: bytes, noun: noun, limit: Self.longest)
        } catch {
            throw PolicyError(error)
        }
    }
}

extension Decision {
    /// The record as canonical JSON; its SHA-256 names the decision in events.
    /// - Throws: `policy.record.too-large` if it is longer than any reader takes.
    package func record(id: DecisionID) throws(PolicyError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(VocabularyError) {
            bytes = try CanonicalJSON.encode(DecisionRecord(self, id: id))
        } catch {
            throw PolicyError(error)
        }
        guard bytes.count <= DecisionRecord.longest else {
            throw PolicyError(
                .policyRecordTooLarge,
                "The record of the decision would have \(bytes.count) bytes; at most \(DecisionRecord.longest) are read.",
                next: "Ask about fewer exhibits at once; put fewer of them into one bundle.")
        }
        return bytes
    }
}
