import Courier
import Custody
import EvidenceBundle
import Vocabulary
import Wire

extension ExhibitTraits {
    /// Each set of traits that some exhibit has, once.
    static func sets(of exhibits: [ExhibitRecord]) -> [ExhibitTraits] {
        let redacted = Redactions(exhibits).redacted
        var seen: Set<ExhibitTraits> = []
        return exhibits.map { ExhibitTraits($0, redacted: redacted) }.filter { seen.insert($0).inserted }
    }
}

extension Submitting {
    /// More than this does not fit into a question; the node then decides when the bundle has arrived.
    private static let mostAsked = 2000

    /// Asks whether policy would refuse the bundle, before a byte of it is sent.
    func propose() async throws {
        guard bundle.traits.count <= Self.mostAsked else { return }
        let proposal = SubmissionProposal(
            caseNumber: bundle.record.case.number, channel: bundle.record.channel, exhibits: bundle.traits,
            offence: try offence.map { try Offence(parsing: $0.text) }, place: place, forum: forum)
        _ = try await node.client.send(
            .post, Routes.proposals.path(bundle.record.agreement.id), body: try CanonicalJSON.encode(proposal))
    }
}
