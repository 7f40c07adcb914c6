import SwiftASN1
import Vocabulary

/// Name constraints (RFC 5280, section 4.2.1.10), applied beside OpenSSL's and where in doubt more strictly.
struct NameConstraints: Sendable {
    private(set) var permitted = AlternativeNames()
    private(set) var excluded = AlternativeNames()

    /// - Parameter node: NameConstraints; at least one of the two lists, none empty, no minimum, no maximum.
    init(_ node: ASN1Node) throws {
        let parts = try node.parts()
        guard !parts.isEmpty, parts.count <= 2, parts.count == 1 || parts[0].isTagged(0) && parts[1].isTagged(1) else {
            throw MalformedDER()
        }
        for part in parts {
            if part.isTagged(0) {
                permitted = try Self.subtrees(part, .context(0))
            } else {
                excluded = try Self.subtrees(part, .context(1))
            }
        }
    }

    private static func subtrees(_ node: ASN1Node, _ identifier: ASN1Identifier) throws -> AlternativeNames {
        var names = AlternativeNames()
        let trees = try node.parts(identifier)
        guard !trees.isEmpty else { throw MalformedDER() }
        for tree in trees {
            // minimum is 0 and maximum absent, and DER leaves the default out.
            let parts = try tree.parts()
            guard parts.count == 1 else { throw MalformedDER() }
            try names.addConstraint(parts[0])
        }
        guard names.dns.allSatisfy(ConstraintForm.isDomain), names.emails.allSatisfy(ConstraintForm.isMailbox),
            names.uris.allSatisfy(ConstraintForm.isHost), names.addresses.allSatisfy(ConstraintForm.isNetwork)
        else { throw MalformedDER() }
        return names
    }

    var count: Int { permitted.count + excluded.count }

    /// Bounds the work: names times constraints along a path.
    private static let most = 4096

    /// - Parameter path: from the leaf to the root.
    static func check(_ path: [Certificate]) throws(SealError) {
        for (index, authority) in path.enumerated().dropFirst() {
            guard let constraints = try? authority.facts.nameConstraints() else { continue }
            for (depth, certificate) in path[..<index].enumerated() {
                // A self-issued authority renews a key; what it issues is still bound.
                if depth > 0, certificate.isSelfIssued { continue }
                guard let names = try? certificate.facts.alternativeNames() else { continue }
                guard names.count * constraints.count <= most, constraints.allows(names) else {
                    throw SealError(
                        .chainNames,
                        "“\(certificate.subject)” holds a name that its authority “\(authority.subject)” may not give.",
                        next: "Ask the authority for a certificate with a name in its own namespace.")
                }
            }
        }
    }

    private func allows(_ names: AlternativeNames) -> Bool {
        // Kinds of names that nothing here reads cannot be shown to be inside.
        guard names.others == 0 || permitted.others + excluded.others == 0 else { return false }
        return Self.allows(names.dns, permitted.dns, excluded.dns, DomainName.isInside, DomainName.touches)
            && Self.allows(names.emails, permitted.emails, excluded.emails, Mailbox.isInside, Mailbox.isInside)
            && Self.allows(names.uris, permitted.uris, excluded.uris, URIHost.isInside, URIHost.isOutsideUnknown)
            && Self.allows(names.addresses, permitted.addresses, excluded.addresses, Network.holds, Network.holds)
    }

    private static func allows<Name>(
        _ names: [Name], _ permitted: [Name], _ excluded: [Name], _ isInside: (Name, Name) -> Bool,
        _ touches: (Name, Name) -> Bool
    ) -> Bool {
        names.allSatisfy { name in
            (permitted.isEmpty || permitted.contains { isInside(name, $0) }) && !excluded.contains { touches(name, $0) }
        }
    }
}

extension CertificateFacts {
    func nameConstraints() throws -> NameConstraints? {
        try only(KnownOID.nameConstraints).map { try NameConstraints(try DER.parse($0.value)) }
    }
}
