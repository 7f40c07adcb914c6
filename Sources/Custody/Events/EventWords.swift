import Vocabulary

/// What told the time of an event.
package enum ClockSource: String, Word {
    /// A clock kept by network time.
    case ntp
    /// A satellite receiver.
    case gnss
    /// A device's own clock, not known to be kept.
    case device
    /// A person's statement.
    case stated

    package static let noun = "source of time"
}

/// How something travelled.
package enum Medium: String, Word {
    case network
    case courier
    case counter

    package static let noun = "medium"
}

/// Why somebody else signed than the person who acted. Shown as weaker than the person's own signature.
package enum Attestation: String, Word {
    /// Done in a browser, which cannot sign with its certificate: the node signed.
    case session
    /// Signed on paper by somebody without a certificate: the member who entered it signed.
    case paper

    package static let noun = "attestation"
}
