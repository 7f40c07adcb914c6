package import Exchange
import Seal
import Vocabulary

extension ExchangeNode {
    /// Decides on callers by the trust list and revocation lists of this moment. Only members are heard here.
    package var callerValidator: CallerValidator {
        { presented in
            do {
                let trusted = try await self.authenticate(presented)
                return .trusted(Caller(identity: trusted.identity, certificate: trusted.certificate.digest))
            } catch let failure as any Failure {
                return .refused(failure)
            } catch {
                return .refused(
                    GatewayError(.gatewayFault, "The certificate could not be checked.", next: "Try again."))
            }
        }
    }
}
