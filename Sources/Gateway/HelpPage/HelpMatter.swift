package import Vocabulary

/// What is wrong with a visitor's certificate, as far as the visitor needs to know it.
package enum HelpMatter: String, CaseIterable, Sendable {
    case missing, expired, notYetValid, foreign, revoked, cannotBeChecked, unsuitable

    /// Whatever code of the trust function is not listed here is “unsuitable”.
    package init(code: ErrorCode) {
        self =
            switch code.name {
            case "gateway.certificate.missing", "trust.chain.empty": .missing
            case "trust.certificate.expired": .expired
            case "trust.certificate.not-yet-valid": .notYetValid
            case "trust.root.unknown", "trust.chain.incomplete", "trust.identity.missing",
                "trust.identity.namespace", "trust.identity.party-unknown":
                .foreign
            case "trust.revocation.revoked": .revoked
            case "trust.revocation.unknown", "trust.revocation.stale": .cannotBeChecked
            default: .unsuitable
            }
    }
}
