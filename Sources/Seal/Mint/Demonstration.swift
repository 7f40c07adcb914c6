package import Vocabulary

/// A demonstration PKI in a folder: parties, people, nodes, cosigners, revocation lists and a signed trust list.
///
/// The folder holds private keys, those of the roots included: it is for trying out, never for real use.
package struct Demonstration: Sendable {
    package let folder: String
    private let mint: Mint
    private let randomness: any Randomness

    package init(folder: String, now: Instant, randomness: any Randomness) {
        self.folder = folder
        self.randomness = randomness
        mint = Mint(now: now, randomness: randomness)
    }

    /// Writes everything.
    ///
    /// - Parameter passphrase: of the PKCS#12 files; without one, a random one is written to `passphrase.txt`.
    /// - Throws: `seal.mint.exists` unless the folder is empty or not there.
    package func write(passphrase: Secret<String>? = nil) throws(SealError) {
        try MintFolder.fill(folder) { (out) throws(SealError) in try write(to: out, passphrase) }
    }

    private func write(to out: MintFolder, _ passphrase: Secret<String>?) throws(SealError) {
        let passphrase = passphrase ?? Secret(Hexadecimal.encode(randomness.bytes(12)))
        try out.writeSecret(passphrase.revealed + "\n", to: "passphrase.txt")
        var sections: [TrustListText.Section] = []
        var signers: [Credential] = []
        for plan in DemonstrationPlan.parties {
            let made = try write(plan, to: out, passphrase)
            sections.append(made.section)
            signers.append(made.signer)
        }
        let text = TrustListText(version: 1, issued: mint.now, sections: sections).text
        try out.write(Array(text.utf8), to: MintFolder.trustList)
        for signer in signers {
            let signature = try signer.cms(over: Array(text.utf8), claimedAt: mint.now)
            try out.write(signature, to: SignedFile.signaturePath(of: MintFolder.trustList, by: signer.identity))
        }
    }

    private func write(
        _ plan: DemonstrationPlan, to out: MintFolder, _ passphrase: Secret<String>
    ) throws(SealError) -> (section: TrustListText.Section, signer: Credential) {
        let (party, members, node, cosigner, authority) = try plan.identities()
        let root = try mint.root(for: party)
        let issuer = try mint.issuer(for: party, under: root)
        try writeAuthorities(party, root, issuer, to: out)

        var signer: Credential?
        for member in members {
            let order = MintOrder(for: member, uses: [.memberTLS, .evidence, .events, .agreement], now: mint.now)
            let credential = try mint.issue(order, by: issuer)
            try out.write(credential, named: MintFolder.stem(of: member), passphrase)
            if member.authority == plan.centralAuthority { signer = signer ?? credential }
        }
        let stem = MintFolder.stem(of: node)
        try out.write(try mint.issue(listener(node, .nodeTLS), by: issuer), named: "\(stem)-tls", nil)
        let events = MintOrder(for: node, uses: [.evidence, .events], now: mint.now)
        try out.write(try mint.issue(events, by: issuer), named: "\(stem)-events", nil)
        let logKey = try NoteKey(name: "saksi/\(party.lowercased)/\(node.name)", kind: .log, from: randomness)
        try out.writeSecret(logKey.file.revealed, to: "\(stem)-log.key")

        let cosignerStem = MintFolder.stem(of: cosigner)
        try out.write(
            try mint.issue(MintOrder(for: cosigner, uses: [.cosigning], now: mint.now), by: issuer),
            named: cosignerStem, nil)
        try out.write(
            try mint.issue(listener(cosigner, .cosignerTLS), by: issuer), named: "\(cosignerStem)-tls", nil)
        let cosignerKey = try NoteKey(
            name: "saksi/\(party.lowercased)/cosigner/\(cosigner.name)", kind: .cosigner, from: randomness)
        try out.writeSecret(cosignerKey.file.revealed, to: "\(cosignerStem).key")

        try out.write(
            try mint.issue(MintOrder(for: authority, uses: [.timestamping], now: mint.now), by: issuer),
            named: MintFolder.stem(of: authority), nil)

        guard let signer else { throw SealError(.cryptography, "No signatory was made.", next: "Please report this.") }
        let section = TrustListText.Section(
            party: party, root: root.certificate, centralAuthority: "\(party.lowercased)/\(plan.centralAuthority)",
            signatory: signer.identity, node: node, logKey: logKey.verifier, cosigner: cosigner,
            cosignerKey: cosignerKey.verifier)
        return (section, signer)
    }

    /// A certificate for somebody who listens on this machine.
    private func listener(_ identity: Identity, _ use: CertificateUse) -> MintOrder {
        var order = MintOrder(for: identity, uses: [use], now: mint.now)
        order.hosts = ["localhost"]
        order.addresses = [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]]
        return order
    }

    private func writeAuthorities(
        _ party: Party, _ root: Mint.Authority, _ issuer: Mint.Authority, to out: MintFolder
    ) throws(SealError) {
        let place = party.lowercased
        try out.write(Array(root.certificate.pem.utf8), to: "\(place)/root.pem")
        try out.write(Array(issuer.certificate.pem.utf8), to: "\(place)/issuing.pem")
        try out.write(try mint.list(of: root, number: 1, days: 180), to: "\(place)/root.crl")
        try out.write(try mint.list(of: issuer, number: 1), to: "\(place)/issuing.crl")
        try out.writeAuthority(root, to: "\(place)/authority/root.pem")
        try out.writeAuthority(issuer, to: "\(place)/authority/issuing.pem")
    }

    /// Mints one more member of a party of this folder, and writes the files.
    package func add(
        _ member: Identity, uses: Set<CertificateUse> = [.memberTLS, .evidence, .events, .agreement], days: Int = 365,
        passphrase: Secret<String>? = nil
    ) throws(SealError) -> Credential {
        let out = MintFolder(folder)
        let issuer = try out.readAuthority(member.party)
        let credential = try mint.issue(MintOrder(for: member, uses: uses, now: mint.now, days: days), by: issuer)
        try out.write(credential, named: MintFolder.stem(of: member), passphrase)
        return credential
    }

    /// The issuing authority of a party, for orders of other shapes.
    package func issuer(of party: Party) throws(SealError) -> Mint.Authority {
        try MintFolder(folder).readAuthority(party)
    }

    /// Revokes a certificate and issues a new list, on which the earlier entries stay.
    package func revoke(
        _ certificate: Certificate, invalidSince: Instant? = nil, reason: RevocationReason? = nil
    ) throws(SealError) {
        guard let identity = certificate.identity else {
            throw SealError(
                .identityMissing, "The certificate names no identity.", next: "Give a member's certificate.")
        }
        let out = MintFolder(folder)
        var issuer = try out.readAuthority(identity.party)
        let path = "\(identity.party.lowercased)/issuing.crl"
        let old = try RevocationList(contents: try out.read(path))
        issuer.revoked = [Mint.Revocation(of: certificate, at: mint.now, invalidSince: invalidSince, reason: reason)]
        let next = try MintedList(
            authority: issuer, number: Int(mint.now.secondsSince1970), thisUpdate: mint.now,
            nextUpdate: mint.now.adding(days: 30), earlier: old
        ).list()
        try out.write(next, to: path)
    }
}
