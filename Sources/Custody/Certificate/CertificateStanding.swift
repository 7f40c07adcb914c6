/// How the certificate of a signer stood when a certificate of custody was made. Nothing is said of one that was good.
///
/// Only the signer's own key says when it signed: in the order of how much that leaves open.
package enum CertificateStanding: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// It had ended, and was good at the time that the signer states.
    case ended
    /// It was revoked later than the signer states, for a reason that leaves what was signed before as it is.
    case replaced
    /// The revocation lists at hand had run out, and reach to the time that the signer states.
    case unjudged
    /// It was revoked later than the signer states, and whoever had its key then could state any time.
    case revoked

    package static func < (left: Self, right: Self) -> Bool {
        guard let left = allCases.firstIndex(of: left), let right = allCases.firstIndex(of: right) else { return false }
        return left < right
    }
}
