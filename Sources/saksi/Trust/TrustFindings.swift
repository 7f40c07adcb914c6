import Seal
import Vocabulary

/// How a trust list stands: its signatures, roots and revocation lists.
enum TrustFindings {
    static func of(_ store: TrustStore, now: Instant) -> [Finding] {
        let signers = store.signers.map(\.identity.text).sorted().joined(separator: ", ")
        var findings = [Finding.good("signatures", "the trust list is signed by \(signers)")]
        for party in store.list.parties.values.sorted(by: { $0.party < $1.party }) {
            findings += party.roots.map { root($0, of: party.party, now: now) }
        }
        findings += store.missingLists.map { Finding.wrong("revocation list \($0.file)", $0.reason) }
        let newest = Dictionary(grouping: store.revocationLists, by: \.issuer)
            .compactMap { $0.value.max { $0.nextUpdate < $1.nextUpdate } }
        findings += newest.sorted { $0.issuer < $1.issuer }.map { list($0, now: now) }
        return findings
    }

    private static func root(_ root: Certificate, of party: Party, now: Instant) -> Finding {
        let subject = "root of \(party)"
        let remaining = Remaining.text(until: root.notAfter, now: now)
        if root.notAfter <= now {
            return .wrong(
                subject,
                SealError(
                    .certificateExpired, "“\(root.subject)” \(remaining).",
                    next: "Get the current trust list from your central authority."))
        }
        return .good(subject, "“\(root.subject)”, \(remaining)")
    }

    private static func list(_ list: RevocationList, now: Instant) -> Finding {
        let subject = "revocation list of “\(list.issuer)”"
        let remaining = Remaining.text(until: list.nextUpdate, now: now)
        if list.nextUpdate <= now {
            return .wrong(
                subject,
                SealError(
                    .revocationStale, remaining + ": nobody can know what was revoked since.",
                    next: "Fetch the current list from that authority and put it where the trust list names it."))
        }
        // Three days or a quarter of its time, as the trust function warns.
        let quarter = (list.nextUpdate.secondsSince1970 - list.thisUpdate.secondsSince1970) / 4
        if list.nextUpdate < now.adding(seconds: min(259_200, quarter)) {
            return .attention(subject, remaining, next: "Fetch the next list in time; a stale list refuses everything.")
        }
        return .good(subject, remaining)
    }
}

/// How somebody's own certificate stands.
enum IdentityFindings {
    static func of(_ credential: Credential, trust: TrustStore?, now: Instant) -> [Finding] {
        let leaf = credential.chain.leaf
        let subject = "certificate of \(credential.identity)"
        guard let trust else {
            return [
                .notChecked(
                    subject, "there is no trust list to judge it by", next: "Name the trust list in the profile.")
            ]
        }
        do {
            let uses: [CertificateUse] = credential.identity.kind == .member ? [.memberTLS, .evidence] : [.evidence]
            var warnings: [TrustWarning] = []
            for use in uses { warnings = try trust.validate(credential.chain, for: use, at: now).warnings }
            let remaining = Remaining.text(until: leaf.notAfter, now: now)
            return [.good(subject, remaining)]
                + warnings.map { .attention(subject, $0.reason, next: $0.nextStep) }
        } catch {
            return [.wrong(subject, error)]
        }
    }
}
