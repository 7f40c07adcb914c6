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
        #expect(!LimboCase.all.isEmpty, "the vectors could not be read")
        var accepted = 0
        var refused: [String] = []
        var belowProfile = 0
        for vector in LimboCase.all where vector.isAccepting {
            do {
                try Self.validate(vector)
                accepted += 1
            } catch let error as SealError where error.code == .certificateKey {
                belowProfile += 1
            } catch let error as SealError where Self.onPurpose.contains(error.code) {
                refused.append("\(vector.id): \(error)")
            } catch {
                Issue.record("\(vector.id) is refused for no reason that is written down: \(error)")
                refused.append("\(vector.id): \(error)")
            }
        }
        let list = refused.joined(separator: "\n")
        print("accepted \(accepted), below the profile \(belowProfile), refused on purpose \(refused.count)\n\(list)")
        #expect(accepted * 10 >= (accepted + refused.count) * 9, "\(list)")
    }

    /// The rules by which we refuse what the vectors accept: the table at the end of docs/spec/trust.md.
    private static let onPurpose: Set<ErrorCode> = [
        .certificateIsAuthority, .certificateUsage, .chainAuthority, .certificateExtension,
    ]

    static func validate(_ vector: LimboCase) throws {
        let usages: [String] =
            vector.extendedKeyUsage.isEmpty
            ? [vector.validationKind == "CLIENT" ? "clientAuth" : "serverAuth"] : vector.extendedKeyUsage
        let purpose = PathPurpose(
            usages: usages.map { $0 == "clientAuth" ? KnownOID.clientAuth : KnownOID.serverAuth },
            needsKeyUsage: false,
            naming: ExpectedName.rule(vector.expectedPeerName, vector.expectedPeerNames),
            longestChain: vector.maxChainDepth ?? 8)
        let roots = vector.trustedCerts.compactMap { try? Certificate.list(pem: Array($0.utf8)).first }
        // One that cannot be read cannot be on any path.
        let others = vector.untrustedIntermediates.compactMap { try? Certificate.list(pem: Array($0.utf8)).first }
        let leaf = try #require(try Certificate.list(pem: Array(vector.peerCertificate.utf8)).first)
        let lists = try vector.crls.map { try RevocationList(pem: Array($0.utf8)) }
        _ = try PathValidator(roots: roots, purpose: purpose).validate(
            CertificateChain(leaf: leaf, intermediates: others), at: try instant(vector.validationTime),
            revocation: lists.isEmpty ? .notAsked : .required(lists))
    }

    private static func instant(_ text: String?) throws -> Instant {
        guard let text else { return SystemTimekeeper().now }
        let stated = text.replacingOccurrences(of: "+00:00", with: "Z")
        return try (try? Instant(parsing: stated)) ?? StatedInstant(stated: stated).at
    }
}
