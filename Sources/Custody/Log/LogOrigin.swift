package import Vocabulary

/// The name of a log: `saksi/kh/phnom-penh/KH-TH-JIT-2026-01`, one for each agreement on each node;
/// `saksi/kh/phnom-penh/node` for what belongs to no agreement.
package struct LogOrigin: ParsedText {
    package let node: Identity
    /// nil for the node's own log.
    package let agreement: AgreementID?

    package init(node: Identity, agreement: AgreementID) throws(CustodyError) {
        try self.init(node, agreement)
    }

    package init(nodeLog node: Identity) throws(CustodyError) {
        try self.init(node, nil)
    }

    private init(_ node: Identity, _ agreement: AgreementID?) throws(CustodyError) {
        guard node.kind == .node else {
            throw CustodyError(
                .custodyEventForm, "Only a node keeps a log, and \(node) is none.",
                next: "Name the node, as kh/node/phnom-penh.")
        }
        self.node = node
        self.agreement = agreement
    }

    package init(parsing text: String) throws(VocabularyError) {
        let malformed = VocabularyError(
            .identifierForm, "“\(text.shownInMessage)” is not the name of a log.",
            next: "Write it as saksi/kh/phnom-penh/KH-TH-JIT-2026-01.")
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 4, segments[0] == "saksi",
            let node = try? Identity(parsing: "\(segments[1])/node/\(segments[2])")
        else { throw malformed }
        self.node = node
        if segments[3] == Self.nodeLog {
            agreement = nil
        } else {
            agreement = try AgreementID(parsing: String(segments[3]))
        }
    }

    package var party: Party { node.party }

    package var text: String {
        "saksi/\(node.party.lowercased)/\(node.name)/\(agreement?.text ?? Self.nodeLog)"
    }

    /// The last part: how a trust list names a log of a node.
    package var lastPart: String { agreement?.text ?? Self.nodeLog }

    private static let nodeLog = "node"
}
