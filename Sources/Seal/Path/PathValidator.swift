import Vocabulary

/// The one way in which a chain becomes trusted: our profile, OpenSSL's path validation, and revocation.
struct PathValidator {
    let roots: [Certificate]
    let purpose: PathPurpose

    struct Outcome {
        /// From the leaf to the root.
        let path: [Certificate]
        let warnings: [TrustWarning]
    }

    func validate(
        _ chain: CertificateChain, at instant: Instant, revocation: RevocationCheck
    ) throws(SealError) -> Outcome {
        let leaf = chain.leaf
        try CertificateProfile.check(leaf)
        try LeafProfile.check(leaf, purpose: purpose)
        try purpose.naming(leaf)
        try CertificateProfile.checkTime(leaf, at: instant)

        let search = PathSearch(roots: roots, intermediates: chain.intermediates, longestChain: purpose.longestChain)
        var refusal: SealError?
        for path in search.paths(from: leaf) {
            do {
                return try check(path, at: instant, revocation: revocation)
            } catch {
                // A path that ends in a refusal of its own says more than one that a later search adds.
                refusal = refusal ?? error
            }
        }
        throw refusal ?? noPath(for: chain)
    }

    private func check(
        _ path: [Certificate], at instant: Instant, revocation: RevocationCheck
    ) throws(SealError) -> Outcome {
        for (depth, authority) in path.enumerated().dropFirst() {
            try CertificateProfile.check(authority)
            try AuthorityProfile.check(authority, isRoot: depth == path.count - 1, purpose: purpose)
            try CertificateProfile.checkTime(authority, at: instant)
        }
        try NameConstraints.check(path)
        try PathCheck.verify(path)
        let warnings = try RevocationJudgement(
            revocation, at: instant, isOwnWord: purpose.isOwnWord
        ).check(path)
        return Outcome(path: path, warnings: warnings + Self.endingSoon(path, at: instant))
    }

    private func noPath(for chain: CertificateChain) -> SealError {
        // A gap inside the chain is the presenter's to close; a foreign top is not.
        let top = ChainOrder.chain(from: chain.leaf, among: chain.all).all.last ?? chain.leaf
        if top == chain.leaf, !top.isSelfIssued, !chain.intermediates.isEmpty {
            return SealError(
                .chainIncomplete, "The chain of “\(chain.leaf.subject)” has a gap below “\(top.issuer)”.",
                next: "Present the certificate together with those of the authorities that issued it.")
        }
        return SealError(
            .rootUnknown, "No root of the trust list vouches for “\(chain.leaf.subject)”, issued by “\(top.issuer)”.",
            next: "Check that the trust list is current, and present the certificate together with its issuers'.")
    }

    /// Warnings start a month before a certificate of the path runs out.
    private static func endingSoon(_ path: [Certificate], at instant: Instant) -> [TrustWarning] {
        path.filter { $0.notAfter < instant.adding(days: 30) }.map { certificate in
            TrustWarning(
                .certificateEndsSoon,
                "The certificate “\(certificate.subject)” runs out on \(certificate.notAfter.day(at: .utc).text).",
                next: "Ask for a new certificate now.")
        }
    }
}
