import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("Vectors of x509-limbo", .enabled(if: Vectors.isPresent("x509-limbo"), "The folder of vectors is absent"))
struct LimboVectorsTests {
    @Test("No chain is accepted that the vectors reject", arguments: LimboCase.all.filter { !$0.isAccepting })
    func rejected(_ vector: LimboCase) {
        #expect(throws: (any Error).self) { try Self.validate(vector) }
    }

    @Test("Chains that the vectors accept are accepted, or refused by a rule of the profile that is written down")
    func accepted() {
        var accepted = 0
        var refused: [String] = []
        var belowProfile = 0
        for vector in LimboCase.all where vector.isAccepting {
            do {
                try Self.validate(vector)
                accepted += 1
            } catch let error as SealError where error.code == .certificateKey {
                belowProfile += 1
            } catch {
                refused.append("\(vector.id): \(error)")
            }
        }
        let list = refused.joined(separator: "\n")
        print("accepted \(accepted), below the profile \(belowProfile), refused on purpose \(refused.count)\n\(list)")
        #expect(accepted * 10 >= (accepted + refused.count) * 9, "\(list)")
    }

    static func validate(_ vector: LimboCase) throws {
        let usages: [String] =
            vector.extended_key_usage.isEmpty
            ? [vector.validation_kind == "CLIENT" ? "clientAuth" : "serverAuth"] : vector.extended_key_usage
        let purpose = PathPurpose(
            usages: usages.map { $0 == "clientAuth" ? KnownOID.clientAuth : KnownOID.serverAuth },
            needsKeyUsage: false,
            naming: ExpectedName.rule(vector.expected_peer_name, vector.expected_peer_names),
            longestChain: vector.max_chain_depth ?? 8)
        let roots = vector.trusted_certs.compactMap { try? Certificate.list(pem: Array($0.utf8)).first }
        // One that cannot be read cannot be on any path.
        let others = vector.untrusted_intermediates.compactMap { try? Certificate.list(pem: Array($0.utf8)).first }
        let leaf = try #require(try Certificate.list(pem: Array(vector.peer_certificate.utf8)).first)
        let lists = try vector.crls.map { try RevocationList(pem: Array($0.utf8)) }
        _ = try PathValidator(roots: roots, purpose: purpose).validate(
            CertificateChain(leaf: leaf, intermediates: others), at: try instant(vector.validation_time),
            revocation: lists.isEmpty ? .notAsked : .required(lists))
    }

    private static func instant(_ text: String?) throws -> Instant {
        guard let text else { return SystemTimekeeper().now }
        if let exact = try? Instant(parsing: text.replacingOccurrences(of: "000+00:00", with: "Z")) { return exact }
        return try StatedInstant(stated: text.replacingOccurrences(of: "+00:00", with: "Z")).at
    }
}
