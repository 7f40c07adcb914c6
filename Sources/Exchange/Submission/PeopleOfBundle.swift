import Custody
import EvidenceBundle
import Policy
import Vocabulary

/// Who may stand in a bundle, as its packer or among its recipients: whoever is on the roster, and whoever was when the
/// bundle was packed.
///
/// A roster that changes while a bundle is on its way does not turn it back. It gives nothing to who left: what is released
/// is decided by the roster of that moment, and so is who may submit.
struct PeopleOfBundle: Sendable {
    private let rosters: [Roster]

    /// - Parameter record: of which the agreement is, or was, in force in this log.
    init(_ record: BundleRecord, under active: ActiveAgreement, memory: PolicyMemory) throws {
        let present = active.agreement.roster
        let isPresent = present.names(record.packer) && record.recipients.allSatisfy { present.names($0) }
        rosters = try [present] + (isPresent ? [] : Self.former(record, under: active, memory: memory))
    }

    /// The rosters that were in force here under the version that the bundle names when it was packed, as its packer
    /// signed.
    private static func former(
        _ record: BundleRecord, under active: ActiveAgreement, memory: PolicyMemory
    ) throws -> [Roster] {
        let activations = try active.log.activations()
        return try zip(activations, activations.dropFirst()).compactMap { one, next in
            guard one.activation.agreement == record.agreement.digest,
                one.activation.version == record.agreement.version,
                try active.log.commitTime(of: one.entry) <= record.created.at,
                record.created.at < (try active.log.commitTime(of: next.entry))
            else { return nil }
            return try memory.roster(of: active.agreement.id, from: one.activation.sources)
        }
    }

    func has(_ packer: Identity) -> Bool { rosters.contains { $0.names(packer) } }
    func has(_ recipient: Recipient) -> Bool { rosters.contains { $0.names(recipient) } }
}

extension Roster {
    fileprivate func names(_ identity: Identity) -> Bool {
        (try? MemberID(identity)).map { names($0) } ?? false
    }

    /// Also an authority that has somebody here.
    fileprivate func names(_ recipient: Recipient) -> Bool {
        entries.contains { recipient.text == $0.member.text || recipient.text == $0.member.authority.text }
    }
}

extension PolicyMemory {
    /// Who stood on the roster of an agreement under these files; nil if one of them is not here.
    fileprivate func roster(of id: AgreementID, from sources: [ActivationSource]) throws -> Roster? {
        func document(_ name: AgreementID) throws -> PolicyDocument? {
            try sources.first { $0.id == name }.flatMap { try self.document($0) }
        }
        guard case .agreement(let agreement)? = try document(id) else { return nil }
        guard let terms = agreement.annex else { return agreement.roster }
        guard case .roster(let annex)? = try document(terms.annex) else { return nil }
        return try agreement.joined(with: annex).roster
    }
}
