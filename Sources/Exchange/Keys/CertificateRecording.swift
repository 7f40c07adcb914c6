import Custody
import Seal
import Store
package import Vocabulary

/// Events that say something of certificates, and the certificates that they rest on.
struct CertificateEvents: Sendable {
    var events: [VerifiedEvent] = []
    var objects: [TrustObject] = []
}

extension ExchangeNode {
    /// Says in each log with which certificates the node goes on, if they changed, and which certificates of the log are
    /// known to be revoked.
    /// - Parameter tls: of the listener.
    /// - Throws: `exchange.own-certificate.revoked` if the node's event certificate is itself revoked.
    func recordCertificates(tls: CertificateChain?) async throws {
        let memory = CertificateMemory(in: folder)
        let seen = try memory.seen()
        let trust = await trust.current()
        let chain = keys.events.chain
        if let at = trust.revocations(of: chain.leaf, under: chain.intermediates, at: now).map(\.at).min() {
            throw ExchangeError(
                .ownCertificateRevoked, "The certificate with which the node signs its events was revoked on \(at).",
                next: "Have the party's authority issue another one, and give it as “events”.")
        }
        for ledger in await begunLedgers {
            let log = reading(of: ledger)
            // The first certificate that was ever used changes nothing.
            let isOtherTLS = seen != nil && seen != tls?.leaf.digest
            var found = try newCertificates(in: log, tls: isOtherTLS ? tls : nil)
            found.events += try revocations(in: log, by: trust)
            guard !found.events.isEmpty else { continue }
            let (events, objects) = (found.events, try nodeEvents.objects() + found.objects)
            _ = try await ledger.commit { _ in Draft(objects: objects, events: events) }
        }
        if let tls, seen != tls.leaf.digest { try memory.remember(tls.leaf.digest) }
    }

    /// The certificates of the node that a log does not have yet.
    func newCertificates(in log: LogReading, tls: CertificateChain?) throws -> CertificateEvents {
        var found = CertificateEvents()
        for chain in [keys.events.chain, tls].compactMap(\.self) {
            guard try folder.register.certificateEntry(log.key, chain.leaf.digest) == nil else { continue }
            found.events.append(
                try nodeEvents.make(.keyAdded, in: log.origin, at: now) {
                    $0.key = KeyMention(certificate: chain.leaf.digest)
                })
            found.objects += try chain.all.map { try TrustObject(certificate: $0) }
        }
        return found
    }

    private func revocations(in log: LogReading, by trust: TrustStore) throws -> [VerifiedEvent] {
        let held = try folder.register.certificates(log.key).compactMap { log.certificate($0.digest) }
        let known = try log.revokedCertificates()
        return try held.compactMap { certificate in
            guard let identity = certificate.identity, !known.contains(certificate.digest),
                trust.revocations(of: certificate, under: held, at: now).contains(where: { !$0.mayBeTakenBack })
            else { return nil }
            return try nodeEvents.make(.keyRevoked, in: log.origin, at: now) {
                $0.key = KeyMention(certificate: certificate.digest)
                $0.counterpart = Counterpart(identity)
            }
        }
    }
}

/// The certificate of the listener at the last start, beside the register in the data folder.
private struct CertificateMemory {
    private let folder: DataFolder
    private static let name = "certificate-seen.json"

    private struct Seen: Codable {
        let tls: Digest
    }

    init(in folder: DataFolder) {
        self.folder = folder
    }

    func seen() throws -> Digest? {
        try folder.read(Self.name).map {
            try CanonicalJSON.decode(Seen.self, from: $0, noun: "note of the certificate").tls
        }
    }

    func remember(_ certificate: Digest) throws {
        try folder.write(try CanonicalJSON.encode(Seen(tls: certificate)), to: Self.name)
    }
}

extension ErrorCode {
    package static let ownCertificateRevoked = ErrorCode("exchange.own-certificate.revoked", .trust)
}
