import Courier
import Custody
import EvidenceBundle
import Vocabulary
import Wire

extension SubmissionProposal.Exhibits {
    /// Each set of facts that some exhibit has, once: what policy asks about exhibits, and nothing that names them.
    static func facts(of exhibits: [ExhibitRecord]) -> [SubmissionProposal.Exhibits] {
        let redacted = Set(
            exhibits.filter { $0.victimIdentity == .none && $0.renditionOf?.kind == .redaction }
                .compactMap { $0.renditionOf?.exhibit })
        var seen: Set<SubmissionProposal.Exhibits> = []
        return exhibits.map {
            SubmissionProposal.Exhibits(
                category: $0.category, handling: $0.handling, victimIdentity: $0.victimIdentity, origin: $0.origin,
                flags: $0.flags, copy: $0.copy, evaluation: $0.evaluation, hasRedaction: redacted.contains($0.number))
        }.filter { seen.insert($0).inserted }
    }
}

extension Submitting {
    /// More than this does not fit into a question; the node then decides when the bundle has arrived.
    private static let mostAsked = 2000

    /// Asks whether policy would refuse the bundle, before a byte of it is sent.
    func propose() async throws {
        guard bundle.facts.count <= Self.mostAsked else { return }
        let proposal = SubmissionProposal(
            caseNumber: bundle.record.case.number, channel: bundle.record.channel, exhibits: bundle.facts,
            offence: try offence.map { try Offence(parsing: $0.text) })
        _ = try await node.client.send(
            .post, Routes.proposals.path(bundle.record.agreement.id), body: try CanonicalJSON.encode(proposal))
    }
}
