package import Seal
package import Vocabulary

/// An event that has the right form, and whose signatures nobody has checked.
package struct UnverifiedEvent: Hashable, Sendable {
    package let envelope: Envelope
    package let event: CustodyEvent

    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        try self.init(Envelope(parsing: bytes))
    }

    package init(_ envelope: Envelope) throws(CustodyError) {
        self.envelope = envelope
        event = try CustodyEvent(payload: envelope.payload)
        try event.checkForm()
        guard envelope.signatures.count == event.signers.count else {
            throw event.malformed(
                "signers",
                "has \(envelope.signatures.count.counted("signature")) for \(event.signers.count.counted("signer"))")
        }
    }

    /// Checks the log, every signature with the certificate that `signers` names for it, and who may sign what.
    /// Whether these certificates are to be trusted is for the trust list to say, at the time of the event.
    /// - Parameter certificate: a certificate by its digest; what it gives is checked against the digest.
    package func verify(
        for log: LogOrigin, certificate: (Digest) -> Certificate?
    ) throws(CustodyError) -> VerifiedEvent {
        guard event.log == log else {
            throw CustodyError(
                .custodyEventOtherLog, "The event \(event.event) was signed for the log \(event.log), not for \(log).",
                next: "Record it in its own log; an event cannot be moved.")
        }
        let message = Envelope.preAuthentication(envelope.payload)
        var signers: [Certificate] = []
        for (digest, signature) in zip(event.signers, envelope.signatures) {
            guard let known = certificate(digest), known.digest == digest else {
                throw CustodyError(
                    .custodyEventUnknownCertificate,
                    "The certificate \(digest) that signed the event \(event.event) is not known.",
                    next: "Send the certificate with the event: it enters the log once, before what it signs.")
            }
            do {
                try known.verify(signature: signature, over: message)
            } catch {
                throw CustodyError(
                    .custodyEventSignature,
                    "The event \(event.event) is not signed by the certificate \(digest) that it names.",
                    next: "The event was changed or never signed by them: ask for the original.")
            }
            signers.append(known)
        }
        try SigningRule(event: event, signers: signers).check()
        return VerifiedEvent(event: event, envelope: envelope, signers: signers)
    }
}

/// An event whose signatures hold and whose signers may sign it. Only `UnverifiedEvent.verify` makes one.
package struct VerifiedEvent: Hashable, Sendable {
    package let event: CustodyEvent
    package let envelope: Envelope
    package let signers: [Certificate]
    package let digest: Digest

    fileprivate init(event: CustodyEvent, envelope: Envelope, signers: [Certificate]) {
        self.event = event
        self.envelope = envelope
        self.signers = signers
        digest = envelope.digest
    }

    /// How a later event names this one.
    package var mention: EventMention { EventMention(event: event.event, digest: digest) }
}
