import Foundation
import TestKit
import Vocabulary

@testable import Seal

/// A demonstration PKI in a temporary folder, and what tests take from it.
struct DemoFolder {
    static let now = Instant(secondsSince1970: 1_777_860_000)
    let workspace: Workspace
    let demonstration: Demonstration

    init(now: Instant = Self.now) throws {
        workspace = try Workspace()
        demonstration = Demonstration(folder: workspace.path, now: now, randomness: SystemRandomness())
        try demonstration.write(passphrase: Secret("open sesame"))
    }

    var trustPath: String { workspace("trust.yaml") }

    func store(at instant: Instant = Self.now) throws -> TrustStore {
        try TrustStore(loading: trustPath, at: instant)
    }

    func credential(_ stem: String) throws -> Credential {
        try Credential(pem: try workspace.read("\(stem).pem"))
    }

    func mint(at instant: Instant = Self.now) -> Mint { Mint(now: instant, randomness: SystemRandomness()) }

    func issuer(_ party: String) throws -> Mint.Authority { try demonstration.issuer(of: try Party(parsing: party)) }

    /// A member's certificate with one thing changed.
    func chain(
        _ member: String = "kh/ahtjpp/0109", by party: String = "KH", _ change: (inout MintOrder) -> Void
    ) throws -> CertificateChain {
        let identity = try Identity(parsing: member)
        var order = MintOrder(for: identity, uses: [.memberTLS, .evidence], now: Self.now)
        change(&order)
        let issuer = try issuer(party)
        return CertificateChain(
            leaf: try mint().certificate(order, by: issuer), intermediates: [issuer.certificate])
    }
}

/// The code with which something is refused; nil if it is not.
func refusal(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let failure as any Failure {
        return failure.code.name
    } catch {
        return "\(error)"
    }
}
