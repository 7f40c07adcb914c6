package import Exchange
import Seal
import Vocabulary

extension ExchangeNode {
    /// Decides on callers by the trust list and revocation lists of this moment. Only members are heard here.
    package var callerValidator: CallerValidator {
        validator { try await self.authenticate($0) }
    }

    /// The same for nodes and members: of a node that stamps for other nodes too.
    package var callerValidatorForNodes: CallerValidator {
        validator { try await self.authenticateCaller($0) }
    }
}

extension CosignerService {
    /// The same for nodes and members: of a cosigner, and of a node that cosigns.
    package nonisolated var callerValidator: CallerValidator {
        validator { try await self.authenticate($0) }
    }
}

private func validator(_ authenticate: @escaping @Sendable ([[UInt8]]) async throws -> TrustedIdentity)
    -> CallerValidator
{
    { presented in
        do {
            let trusted = try await authenticate(presented)
            return .trusted(Caller(identity: trusted.identity, certificate: trusted.certificate.digest))
        } catch let failure as any Failure {
            return .refused(failure)
        } catch {
            return .refused(GatewayError(.gatewayFault, "The certificate could not be checked.", next: "Try again."))
        }
    }
}
