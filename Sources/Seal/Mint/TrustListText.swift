import Vocabulary

/// Writes a trust list in the format `saksi-trust/1`.
struct TrustListText {
    struct Section {
        let party: Party
        let root: Certificate
        let centralAuthority: String
        let signatory: Identity
        let node: Identity
        let logKey: String
        let cosigner: Identity
        let cosignerKey: String
    }

    let version: Int
    let issued: Instant
    let sections: [Section]

    var text: String {
        """
        # Whom this exchange trusts for what: see docs/spec/trust.md. A demonstration, not for real use.
        format: saksi-trust/1
        version: \(version)
        issued: \(issued)
        parties:
        \(sections.map(text).joined())
        """
    }

    private func text(_ section: Section) -> String {
        let place = section.party.lowercased
        return """
              \(section.party):
                namespace: saksi://\(place)/
                roots:
                  - file: \(place)/root.pem
                    digest: \(section.root.digest)
                revocation-lists: [\(place)/root.crl, \(place)/issuing.crl]
                central-authorities: [\(section.centralAuthority)]
                signatories: [\(section.signatory)]
                nodes:
                  \(section.node.name):
                    logs:
                      - key: \(section.logKey)
                        from: 0
                cosigners:
                  \(section.cosigner.name): \(section.cosignerKey)
                time-stamping:
                  - file: \(place)/root.pem
                    digest: \(section.root.digest)

            """
    }
}
