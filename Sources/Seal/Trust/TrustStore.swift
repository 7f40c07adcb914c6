package import Vocabulary

/// A trust list whose signatures hold, with the revocation lists that lie beside it.
package struct TrustStore: Sendable {
    package let list: TrustList
    /// Every revocation list that the trust list names and that is there.
    package let revocationLists: [RevocationList]
    /// Files of revocation lists that the trust list names and that are missing or unreadable, with the reason.
    package let missingLists: [(file: String, reason: SealError)]
    /// Who signed the trust list: at least one central authority of every party.
    package private(set) var signers: [TrustedIdentity]
    /// Why it is not known whether a signer of the trust list was revoked: the lists of that party are missing or have
    /// run out. What its people sign is refused for the same reason; of the other parties nothing is known the less.
    package private(set) var unjudged: [SealError] = []
    /// Where it was loaded from.
    package let path: String

    /// Loads and checks `trust.yaml` and everything that it names.
    ///
    /// Its signatures are checked against its own roots: what makes the list itself trustworthy is that its
    /// fingerprints were compared on paper once, and that versions only go up.
    /// - Parameters:
    ///   - path: of `trust.yaml`.
    ///   - instant: now.
    ///   - lastSeen: the highest version used before; an older one is refused.
    /// - Throws: `trust.list.*`, `seal.file`, and what a signature or certificate is refused for.
    package init(loading path: String, at instant: Instant, lastSeen: Int? = nil) throws(SealError) {
        let file = try SignedFile(reading: path)
        let store = try TrustStore(file, path)
        if let lastSeen, store.list.version < lastSeen {
            throw SealError(
                .trustListOlder,
                "The trust list is version \(store.list.version); version \(lastSeen) was in use before.",
                next: "Get the current trust list.")
        }
        self = store
        try judge(file, at: instant)
    }

    /// Of a list that was read before.
    init(_ offer: TrustOffer, at instant: Instant) throws(SealError) {
        self = offer.unjudged
        try judge(offer.file, at: instant)
    }

    /// What the files say, with no signature checked: only for showing what there is to check.
    init(unchecked path: String) throws(SealError) {
        try self.init(try SignedFile(reading: path), path)
    }

    init(_ file: SignedFile, _ path: String) throws(SealError) {
        let folder = FilePath.folder(of: path)
        let list = try TrustListFile.read(file.contents, file: file.name) { name throws(SealError) in
            try FilePath.read("\(folder)/\(name)", limit: PEMFile.limit)
        }
        var lists: [RevocationList] = []
        var missing: [(file: String, reason: SealError)] = []
        for name in list.parties.values.sorted(by: { $0.party < $1.party }).flatMap(\.listFiles) {
            do {
                lists.append(try RevocationList(contents: try FilePath.read("\(folder)/\(name)", limit: 16 << 20)))
            } catch {
                missing.append((name, error))
            }
        }
        self.list = list
        revocationLists = lists
        missingLists = missing
        signers = []
        self.path = path
    }

    /// Validates with the lists at hand; see `TrustList.validate`.
    package func validate(
        _ chain: CertificateChain, for use: CertificateUse, at instant: Instant
    ) throws(SealError) -> TrustedIdentity {
        try list.validate(chain, for: use, at: instant, revocation: .required(revocationLists))
    }

    private mutating func judge(_ file: SignedFile, at instant: Instant) throws(SealError) {
        for (index, signature) in file.signatures.enumerated() {
            do throws(SealError) {
                try signature.verify(over: file.contents)
                signers.append(try signer(signature, at: instant))
                // It counts for nothing, since this list itself says whom to believe; but it must hold.
                if let token = signature.timestamp {
                    // Nor is it held against a clock: the list may be judged for a time that is long over.
                    _ = try list.validate(
                        token, over: signature.valueDigest, now: max(instant, token.time),
                        revocation: .known(revocationLists))
                }
            } catch {
                throw file.located(error, index)
            }
        }
        let authorities = Set(signers.compactMap { try? MemberID($0.identity).authority })
        let unsigned = list.parties.values.filter { authorities.isDisjoint(with: $0.centralAuthorities) }
        guard unsigned.isEmpty, !list.parties.isEmpty else {
            let names = unsigned.map(\.party.text).sorted().joined(separator: ", ")
            throw SealError(
                .trustListUnsigned, "The trust list is not signed by a central authority of \(names).",
                next: "Have the central authority of each party sign it; the signatures lie beside it.")
        }
    }

    private mutating func signer(
        _ signature: DetachedSignature, at instant: Instant
    ) throws(SealError) -> TrustedIdentity {
        do throws(SealError) {
            return try validate(signature.chain, for: .agreement, at: instant)
        } catch {
            guard error.code == .revocationUnknown || error.code == .revocationStale else { throw error }
            let known = try list.validate(
                signature.chain, for: .agreement, at: instant, revocation: .known(revocationLists))
            unjudged.append(
                SealError(
                    error.code,
                    "Whether \(known.identity), who signed the trust list, was revoked is not known: \(error.reason)",
                    next: error.nextStep))
            return known
        }
    }
}
