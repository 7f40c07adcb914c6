import Seal
import Vocabulary

/// Who may sign an event: the one who acted, or, where it is marked, the one who attests.
struct SigningRule {
    let event: CustodyEvent
    let signers: [Certificate]

    func check() throws(CustodyError) {
        let identities = signers.compactMap(\.identity)
        guard identities.count == signers.count, Set(identities).count == identities.count else {
            throw refused("by certificates that do not name different identities")
        }
        switch event.attested {
        case .session:
            guard identities == [event.log.node] else {
                throw refused("for a session, which only the log's node can attest")
            }
        case .paper:
            guard identities.allSatisfy({ $0.kind == .member }) else {
                throw refused("for paper by somebody who is no member")
            }
        case nil:
            guard identities.first == event.actor else {
                throw refused("by somebody other than \(event.actor), who acted")
            }
            guard identities.dropFirst().allSatisfy({ $0.kind == .member }) else {
                throw refused("by a second signer who is no member")
            }
        }
    }

    private func refused(_ what: String) -> CustodyError {
        CustodyError(
            .custodyEventSigner, "The event \(event.event) of type “\(event.type)” is signed \(what).",
            next: "Whoever acts signs: record the event with the certificate of the person who acted.")
    }
}
