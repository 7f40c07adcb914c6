/// Files that a node needs, as the tests write them.
package enum SampleFiles {
    /// An instrument of Cambodia and Thailand on which an agreement can rest; it speaks of nothing that is asked.
    package static func treaty(_ id: String = "TEST-TREATY") -> String {
        """
        agreement: \(id)
        format: saksi-agreement/1
        title: { en: Treaty for tests }
        kind: treaty
        version: 1
        in-force: { from: 2010-01-01, zone: UTC }
        parties: { KH: { central-authority: kh/moj }, TH: { central-authority: th/oag } }
        clauses:
          "1":
            says: { en: The parties may exclude persons from measures. }
            permit: [exclude-from-measure]

        """
    }

    /// A memorandum of Cambodia and Thailand on police matters that rests on the treaty of the tests.
    /// - Parameters:
    ///   - members: one line each, as it stands in the list.
    ///   - clauses: as they stand below the key, without indentation.
    package static func memorandum(
        _ id: String, offences: String = "trafficking-in-persons", members: [String], clauses: String
    ) -> String {
        """
        agreement: \(id)
        format: saksi-agreement/1
        title: { en: Memorandum for tests }
        kind: memorandum
        basis: [TEST-TREATY]
        version: 1
        in-force: { from: 2020-01-01, until: 2099-12-31, zone: Asia/Phnom_Penh }
        channel: police
        parties:
          KH: { central-authority: kh/moj }
          TH: { central-authority: th/oag }
        purpose: { offences: [\(offences)] }
        members:
        \(members.map { "  - { id: \($0) }" }.joined(separator: "\n"))
        clauses:
        \(clauses.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n"))

        """
    }

    /// The configuration of the node of Phnom Penh beside the demonstration PKI in `pki`.
    /// - Parameters:
    ///   - limits: further ones, each with a comma before it.
    ///   - more: further lines.
    package static func nodeConfiguration(
        data: String = "node-data", port: Int = 0, reserve: Int = 0, limits: String = "", more: String = ""
    ) -> String {
        """
        format: saksi-node/1
        node: kh/node/phnom-penh
        data: \(data)
        listen: { host: 127.0.0.1, port: \(port) }
        tls: { identity: pki/kh/node-phnom-penh-tls.pem }
        events: { identity: pki/kh/node-phnom-penh-events.pem }
        log-key: pki/kh/node-phnom-penh-log.key
        trust: pki/trust.yaml
        agreements: agreements
        limits: { reserve-bytes: \(reserve)\(limits) }
        \(more)

        """
    }
}
