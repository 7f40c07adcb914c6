import Cooperation
import Courier
import EvidenceBundle
import Seal
import Vocabulary
import Wire

/// Takes the account of a hearing out of the bundle that brought it.
enum HearingReader {
    /// Retrieves one account, verified, and checks that it is of this hearing and of whom the register says.
    static func account(
        _ account: HearingList.Account, of session: SessionID, order: RetrievalOrder, path: String, node: NodeSession
    ) async throws -> ShownAccount {
        let bundle: VerifiedBundle
        let ready = try? await verified(path, node)
        if let ready, ready.record.bundle == account.bundle {
            bundle = ready
        } else {
            bundle = try await Retrieving(node: node, order: order, path: path).run().bundle
        }
        let document = try document(in: bundle)
        guard document.session == session, document.side.rawValue == account.side else {
            throw OnlineError(
                .onlineContent, "The bundle \(account.bundle) holds another hearing than the register says.",
                next: "Do not rely on it; tell the operator of the node.")
        }
        return ShownAccount(document, bundle: account.bundle, author: account.author, signer: bundle.discloser.identity)
    }

    /// Whether a bundle that verifies holds exactly this document.
    static func holds(_ content: [UInt8], in path: String, _ node: NodeSession) async throws -> Bool {
        let bundle = try await verified(path, node)
        return (try? document(in: bundle).canonical) == content
    }

    private static func verified(_ path: String, _ node: NodeSession) async throws -> VerifiedBundle {
        let verification = await (try UnverifiedBundle(path: path)).verify(
            VerificationRequest(trust: node.trust, time: .now(node.session.now)))
        guard let bundle = verification.bundle else {
            throw OnlineError(
                .onlineBundle, "“\(path.shownInMessage)” does not verify.",
                next: "See why: " + node.session.command("verify", path))
        }
        return bundle
    }

    private static func document(in bundle: VerifiedBundle) throws -> HearingDocument {
        guard
            let exhibit = bundle.exhibits.first(where: { $0.mediaType == HearingDocument.mediaType }),
            exhibit.size <= HearingDocument.limit
        else {
            throw OnlineError(
                .onlineHearing, "The bundle \(bundle.record.bundle) holds no account of a hearing.",
                next: "Name the bundle that “saksi testimony list” shows.")
        }
        return try HearingDocument(canonical: try bundle.read(exhibit.number, count: Int(exhibit.size)))
    }
}
