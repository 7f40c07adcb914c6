import Custody
import EvidenceBundle
import Foundation
import Seal
import Vocabulary
import Wire

/// What a member says with a signature when sending and fetching.
struct Statements {
    private let log: LogOrigin
    private let node: Identity

    init() throws {
        node = try Identity(parsing: "kh/node/phnom-penh")
        log = try LogOrigin(node: node, agreement: try AgreementID(parsing: Ground.agreement))
    }

    /// A bundle as it lies on the disk.
    struct Packed {
        let path: String
        let id: BundleID
        let digest: Digest
        let file: Digest

        init(_ path: String) throws {
            self.path = path
            let inspection = try UnverifiedBundle(path: path).inspect()
            id = inspection.record.bundle
            digest = inspection.digest
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw BenchmarkFailure("\(path) could not be read.")
            }
            var stream = DigestStream()
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { stream.update(Array(piece)) }
            try handle.close()
            file = stream.finish()
        }
    }

    func submission(of bundle: Packed, by signer: Credential) throws -> [UInt8] {
        try statement(.submitted, by: signer) { event in
            event.bundle = BundleMention(id: bundle.id, digest: bundle.digest, file: bundle.file)
            event.medium = .network
        }
    }

    func releaseRequest(of bundle: Packed, by signer: Credential) throws -> [UInt8] {
        try statement(.releaseRequested, by: signer) { event in
            event.bundle = BundleMention(id: bundle.id, digest: bundle.digest)
            event.purpose = .investigation
        }
    }

    private func statement(
        _ type: EventType, by signer: Credential, _ fill: (inout CustodyEvent) -> Void
    ) throws -> [UInt8] {
        var event = CustodyEvent(
            event: EventID(from: SystemRandomness()), type: type, log: log, signers: [signer.chain.leaf.digest],
            actor: signer.identity, at: SystemTimekeeper().now, offset: .indochina, clock: .device)
        event.case = try CaseNumber(parsing: Ground.caseNumber)
        event.counterpart = Counterpart(node)
        fill(&event)
        return try CanonicalJSON.encode(
            SignedStatement(
                envelope: try Envelope(signing: event, with: [signer]).bytes,
                certificates: signer.chain.all.map(\.der)))
    }
}
