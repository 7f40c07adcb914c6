/// Europol's handling codes, as a set on police-channel material.
///
/// H0: prevention and combating of crime only. H1: not in judicial proceedings without the provider's
/// permission. H2: not passed on without permission. H3: other restrictions, written out.
package enum HandlingCode: String, Word {
    case h0 = "H0"
    case h1 = "H1"
    case h2 = "H2"
    case h3 = "H3"

    package static let noun = "handling code"
    package static var protects: Bool { true }
}
