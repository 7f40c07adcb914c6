package import Vocabulary

/// Whether a path stood unrevoked at an instant, by the lists at hand.
struct RevocationJudgement {
    private let lists: [RevocationList]?
    private let graceSeconds: Int64
    /// Whether a list must speak for every certificate.
    private let isComplete: Bool
    private let instant: Instant
    /// Whether the instant is only what the certificate's own key says: then whoever stole it could say any.
    private let isOwnWord: Bool

    init(_ check: RevocationCheck, at instant: Instant, isOwnWord: Bool = false) {
        self.isOwnWord = isOwnWord
        self.instant = instant
        switch check {
        case .notAsked: (lists, graceSeconds, isComplete) = (nil, 0, false)
        case .known(let lists): (self.lists, graceSeconds, isComplete) = (lists, 0, false)
        case .required(let lists): (self.lists, graceSeconds, isComplete) = (lists, 0, true)
        case .graced(let lists, let seconds): (self.lists, graceSeconds, isComplete) = (lists, seconds, true)
        }
    }

    /// - Parameter path: from the leaf to the root; everything below the root must be covered.
    func check(_ path: [Certificate]) throws(SealError) -> [TrustWarning] {
        guard let lists else { return [] }
        var warnings: [TrustWarning] = []
        for (certificate, issuer) in zip(path, path.dropFirst()) {
            let own = lists.filter { $0.facts.issuer == issuer.facts.subject && $0.mayBe(of: issuer) }
            warnings += try check(certificate, by: issuer, own)
        }
        return warnings
    }

    private func check(
        _ certificate: Certificate, by issuer: Certificate, _ lists: [RevocationList]
    ) throws(SealError) -> [TrustWarning] {
        var usable: [RevocationList] = []
        var objection: SealError?
        for list in lists {
            do {
                try list.verify(by: issuer)
                usable.append(list)
            } catch {
                objection = error
            }
        }
        guard !usable.isEmpty || !isComplete else {
            throw objection
                ?? SealError(
                    .revocationUnknown, "No revocation list of “\(issuer.subject)” is at hand.",
                    next: "Fetch the list of that authority and put it where the trust list names it.")
        }
        let later = try checkEntries(certificate, usable)
        return isComplete ? try checkCoverage(certificate, issuer, usable) + later : later
    }

    /// An entry on any list counts, on a stale one too.
    private func checkEntries(
        _ certificate: Certificate, _ lists: [RevocationList]
    ) throws(SealError) -> [TrustWarning] {
        var warnings: [TrustWarning] = []
        for list in lists {
            guard let entry = list.facts.entries[certificate.facts.serial] else { continue }
            // A list of that time or before revokes whatever date it writes; a later one, by its dates.
            let isRevoked =
                list.thisUpdate <= instant || entry.revokedAt <= instant
                || entry.invalidSince.map { $0 <= instant } ?? false
                || isOwnWord && entry.reason?.leavesEarlierTimes != true
            guard !isRevoked else {
                throw SealError(
                    .revoked, "The certificate “\(certificate.subject)” was revoked on \(entry.revokedAt).",
                    next: "Do not rely on it. Its owner asks the issuing authority for a new one.")
            }
            warnings.append(
                TrustWarning(
                    .revokedLater,
                    "The certificate “\(certificate.subject)” was revoked later, on \(entry.revokedAt).",
                    next: "What was done before that day stands; ask why it was revoked if it matters."))
        }
        return warnings
    }

    /// At least one list must speak for the instant: current then, or issued later while the certificate still ran.
    private func checkCoverage(
        _ certificate: Certificate, _ issuer: Certificate, _ lists: [RevocationList]
    ) throws(SealError) -> [TrustWarning] {
        let reaching = lists.filter { list in
            // Behind the end of the certificate an entry may have been dropped (RFC 5280, section 3.3).
            list.thisUpdate <= certificate.notAfter
        }
        guard let newest = reaching.max(by: { $0.nextUpdate < $1.nextUpdate }) else {
            throw SealError(
                .revocationUnknown,
                "The lists of “\(issuer.subject)” are all newer than the certificate “\(certificate.subject)”.",
                next: "Use the list that was stored when the certificate was checked first.")
        }
        let end = newest.nextUpdate
        if instant <= end {
            guard end < instant.adding(seconds: Self.warnBefore(newest)) else { return [] }
            return [
                TrustWarning(
                    .listEndsSoon, "The revocation list of “\(issuer.subject)” runs out on \(end).",
                    next: "Fetch the next list before then.")
            ]
        }
        guard instant <= end.adding(seconds: graceSeconds) else {
            throw SealError(
                .revocationStale, "The revocation list of “\(issuer.subject)” ran out on \(end).",
                next: "Fetch the current list of that authority.")
        }
        return [
            TrustWarning(
                .graceUsed, "The revocation list of “\(issuer.subject)” ran out on \(end); the agreed grace is used.",
                next: "Fetch the current list of that authority.")
        ]
    }

    /// A quarter of the list's life, at most three days.
    private static func warnBefore(_ list: RevocationList) -> Int64 {
        min(259_200, (list.nextUpdate.secondsSince1970 - list.thisUpdate.secondsSince1970) / 4)
    }
}

/// What an authentic list says of a certificate.
package struct KnownRevocation: Sendable {
    package let at: Instant
    /// Whether the authority may let the certificate be good again.
    package let mayBeTakenBack: Bool
    /// Whether what the key signed before stays good, whenever it says that it did.
    package let leavesEarlierTimes: Bool
}

extension TrustStore {
    /// What the lists at hand say of a certificate, whether they are current or not.
    /// - Parameters:
    ///   - issuers: certificates among which its issuer may be; the party's roots count as well. That a chain was good
    ///     when it was used is for who kept it.
    ///   - now: a list that was made later, and an entry of a later date, say nothing yet.
    package func revocations(
        of certificate: Certificate, under issuers: [Certificate], at now: Instant
    ) -> [KnownRevocation] {
        let roots = certificate.identity.flatMap { list.parties[$0.party] }?.roots ?? []
        // The name of an authority is anybody's to take: only the key that signed the certificate revokes it.
        let own = (issuers + roots).filter { issuer in
            issuer.mayHaveIssued(certificate) && (try? PathCheck.isSigned(certificate, by: issuer)) == true
        }
        return own.flatMap { issuer in
            revocationLists.filter {
                $0.facts.issuer == issuer.facts.subject && $0.mayBe(of: issuer) && (try? $0.verify(by: issuer)) != nil
            }
        }.compactMap { list in
            guard let entry = list.facts.entries[certificate.facts.serial] else { return nil }
            guard list.thisUpdate <= now || entry.revokedAt <= now else { return nil }
            return KnownRevocation(
                at: entry.revokedAt, mayBeTakenBack: entry.reason?.mayBeTakenBack == true,
                leavesEarlierTimes: entry.reason?.leavesEarlierTimes == true)
        }
    }
}

extension RevocationList {
    /// Whether the key identifier, if both name one, allows this issuer.
    fileprivate func mayBe(of issuer: Certificate) -> Bool {
        guard let named = facts.authorityKey, let own = try? issuer.facts.subjectKeyIdentifier() else { return true }
        return named == own
    }

    /// - Throws: `trust.revocation.list-invalid`.
    fileprivate func verify(by issuer: Certificate) throws(SealError) {
        func refused(_ objection: String) -> SealError {
            SealError(
                .revocationListInvalid, "The revocation list of “\(self.issuer)” cannot be relied on: \(objection).",
                next: "Fetch the list again from the authority that issues it.")
        }
        if let defect = facts.defect { throw refused(defect) }
        guard (try? issuer.facts.keyUsage())?.contains(.crlSign) == true else {
            throw refused("the authority's certificate is not made for signing lists")
        }
        let isSigned =
            if let quick = facts.isSigned(by: issuer.facts.key) {
                quick
            } else {
                try RawSignature.isSigned(list: der, keyInfo: issuer.facts.keyInfo)
            }
        guard isSigned else {
            throw refused("it was changed, or another key signed it")
        }
    }
}
