package import NIOCore
package import Seal
package import Vocabulary

extension NodeTLS {
    /// Judges what answers by the trust list, with the one function of Seal.
    ///
    /// - Parameters:
    ///   - credential: whose certificate this side shows.
    ///   - expected: who is meant to answer.
    package init(
        credential: Credential, expecting expected: AwaitedPeer, trust store: TrustStore, timekeeper: any Timekeeper,
        timeout: TimeAmount = NodePatience().handshake
    ) throws(NodeFailure) {
        let pem = credential.chain.pem + credential.privateKeyPEM.revealed
        try self.init(
            pem: Secret(Array(pem.utf8)), passphrase: nil, expecting: expected, timeout: timeout,
            judge: { presented in
                let chain = try CertificateChain(try presented.map { try Certificate(der: $0) })
                // That a member poses as the node says more than that the usage is wrong.
                let use = CertificateUse.connection(of: chain.leaf.identity?.kind)
                return try store.validate(chain, for: use, at: timekeeper.now).identity
            })
    }
}
