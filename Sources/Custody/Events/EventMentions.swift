package import Vocabulary

/// A bundle by its unguessable id and the digest that its signature covers.
package struct BundleMention: Hashable, Sendable, Codable {
    package let id: BundleID
    /// SHA-256 of the signed manifest.
    package let digest: Digest
    /// SHA-256 of the file, where the event is about these very bytes.
    package let file: Digest?

    package init(id: BundleID, digest: Digest, file: Digest? = nil) {
        self.id = id
        self.digest = digest
        self.file = file
    }
}

/// An exhibit by its number and the salted commitment to its record; never by the plain digest of its content.
package struct ExhibitMention: Hashable, Sendable, Codable {
    package let number: ExhibitNumber
    package let commitment: Digest

    package init(number: ExhibitNumber, commitment: SaltedCommitment) {
        self.number = number
        self.commitment = commitment.digest
    }

    /// - Parameter commitment: as somebody who knows the record computed it.
    package init(number: ExhibitNumber, commitment: Digest) {
        self.number = number
        self.commitment = commitment
    }
}

/// A clause of an agreement or a law.
package struct ClauseCitation: Hashable, Sendable, Codable {
    /// The agreement, instrument or law.
    package let of: AgreementID
    package let clause: ClauseNumber

    package init(of source: AgreementID, clause: ClauseNumber) {
        of = source
        self.clause = clause
    }
}

/// A decision by its id, with the digest of its record.
package struct DecisionMention: Hashable, Sendable, Codable {
    package let id: DecisionID
    package let digest: Digest

    package init(id: DecisionID, digest: Digest) {
        self.id = id
        self.digest = digest
    }
}

/// Another event of this log, by its id and the digest of its exact envelope.
package struct EventMention: Hashable, Sendable, Codable {
    package let event: EventID
    package let digest: Digest

    package init(event: EventID, digest: Digest) {
        self.event = event
        self.digest = digest
    }
}

/// The version of an agreement that comes into force, with everything that decides under it. A node says so in entry 0
/// of the agreement's log, and wherever that changes; a member who hands a version in says what they hand in.
package struct Activation: Hashable, Sendable, Codable {
    /// SHA-256 of the agreement's file.
    package let agreement: Digest
    package let version: Int
    /// SHA-256 of each signature file.
    package let signatures: [Digest]
    /// SHA-256 of the trust list.
    package let trust: Digest
    /// With which the log signs its checkpoints. Only the node says so.
    package let key: VerifierKey?
    /// The policy digest that the records of decisions name: over everything that decides. Only the node says so.
    package let policy: Digest?
    /// The agreement, the instruments that it rests on and the laws that bear on it, by name; of a member's statement,
    /// the files that were handed in.
    package let sources: [ActivationSource]

    package init(
        agreement: Digest, version: Int, signatures: [Digest], trust: Digest, key: VerifierKey? = nil,
        policy: Digest? = nil, sources: [ActivationSource]
    ) {
        self.agreement = agreement
        self.version = version
        self.signatures = signatures
        self.trust = trust
        self.key = key
        self.policy = policy
        self.sources = sources
    }
}

/// One of the files that decide under an agreement.
package struct ActivationSource: Hashable, Sendable, Codable {
    package let id: AgreementID
    package let version: Int
    /// SHA-256 of the file.
    package let digest: Digest

    package init(id: AgreementID, version: Int, digest: Digest) {
        self.id = id
        self.version = version
        self.digest = digest
    }
}

/// A key that was added or revoked: a log key, or a certificate.
package struct KeyMention: Hashable, Sendable, Codable {
    package let certificate: Digest?
    /// Of a log key that was lost or stolen: the last size for which it counts by itself.
    package let size: Int?
    package let verifier: VerifierKey?

    package init(certificate: Digest) {
        self.certificate = certificate
        size = nil
        verifier = nil
    }

    package init(verifier: VerifierKey, size: Int? = nil) {
        self.verifier = verifier
        self.size = size
        certificate = nil
    }
}

/// What one commit added: the entries from `from` up to, not including, `to`,
/// which is the place of the `recorded` event itself.
package struct RecordedRange: Hashable, Sendable, Codable {
    package let from: Int
    package let to: Int
    /// The node's time.
    package let at: Instant

    package init(from: Int, to: Int, at: Instant) {
        self.from = from
        self.to = to
        self.at = at
    }
}

/// The other side of an act: a member, a node, or an authority as such.
package struct Counterpart: ParsedText {
    package let text: String
    package let party: Party

    package init(_ identity: Identity) {
        text = identity.text
        party = identity.party
    }

    package init(_ authority: AuthorityID) {
        text = authority.text
        party = authority.party
    }

    package init(parsing text: String) throws(VocabularyError) {
        if text.split(separator: "/", omittingEmptySubsequences: false).count == 2 {
            self.init(try AuthorityID(parsing: text))
        } else {
            let identity = try Identity(parsing: text)
            guard identity.kind == .member || identity.kind == .node else {
                throw VocabularyError(
                    .identifierForm, "“\(text.shownInMessage)” is neither a member, a node nor an authority.",
                    next: "Name the other side, as kh/ahtjpp/0101 or th/oag.")
            }
            self.init(identity)
        }
    }

    package var identity: Identity? { try? Identity(parsing: text) }
    package var authority: AuthorityID? { try? AuthorityID(parsing: text) }
}
