package import Seal
package import Vocabulary

/// Decides on callers by the trust list: the one function of Seal, for members and for the nodes of other parties.
package struct CallerTrust: Sendable {
    private let store: @Sendable () async -> TrustStore
    private let timekeeper: any Timekeeper

    /// - Parameter store: the trust list and revocation lists in force; asked anew each time.
    package init(store: @escaping @Sendable () async -> TrustStore, timekeeper: any Timekeeper) {
        self.store = store
        self.timekeeper = timekeeper
    }

    package func standing(_ presented: [[UInt8]]) async -> CallerStanding {
        let store = await store()
        do throws(SealError) {
            var certificates: [Certificate] = []
            for der in presented { certificates.append(try Certificate(der: der)) }
            let chain = try CertificateChain(certificates)
            let use: CertificateUse = chain.leaf.identity?.kind == .node ? .nodeTLS : .memberTLS
            let trusted = try store.validate(chain, for: use, at: timekeeper.now)
            return .trusted(Caller(identity: trusted.identity, certificate: trusted.certificate.digest))
        } catch {
            return .refused(error)
        }
    }

    package var validator: CallerValidator {
        { presented in await standing(presented) }
    }
}

extension TLSIdentity {
    /// The node's own credential, already opened and checked.
    package init(credential: Credential) throws(GatewayError) {
        let pem = credential.chain.pem + credential.privateKeyPEM.revealed
        try self.init(pem: Array(pem.utf8))
    }
}
