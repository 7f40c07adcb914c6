import AsyncHTTPClient
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Tells what went wrong on the network, to somebody who will try again.
enum NetworkTrouble {
    private static let again = "The same command again continues where it stopped."

    static func failure(_ error: any Error, at address: NodeAddress) -> NodeFailure {
        switch error {
        case let failure as NodeFailure: failure
        case let error as HTTPClientError: failure(error, at: address)
        case ChannelError.connectTimeout: unanswered(address)
        case is CancellationError, is ChannelError: interrupted(address)
        case let error as IOError where broken.contains(error.errnoCode): interrupted(address)
        default:
            NodeFailure(
                .nodeUnreachable, "The node at \(address) cannot be reached.",
                next: "Check the address in your profile and the network. \(again) “saksi doctor” looks closer.")
        }
    }

    private static func failure(_ error: HTTPClientError, at address: NodeAddress) -> NodeFailure {
        switch error {
        case .readTimeout, .writeTimeout:
            NodeFailure(.nodeSilent, "The node at \(address) has said nothing for too long.", next: again)
        case .connectTimeout, .getConnectionFromPoolTimeout:
            unanswered(address)
        case .remoteConnectionClosed, .cancelled, .bodyLengthMismatch:
            interrupted(address)
        default:
            NodeFailure(
                .nodeAnswer, "The node at \(address) answered in a way that cannot be read.",
                next: "The node and this program may be of different versions. \(again)")
        }
    }

    private static let broken: Set<CInt> = [EPIPE, ECONNRESET, ECONNABORTED, ETIMEDOUT]

    private static func unanswered(_ address: NodeAddress) -> NodeFailure {
        NodeFailure(
            .nodeUnreachable, "The node at \(address) does not answer.",
            next: "Check the network, or wait. \(again) “saksi doctor” looks closer.")
    }

    private static func interrupted(_ address: NodeAddress) -> NodeFailure {
        NodeFailure(.nodeInterrupted, "The connection to the node at \(address) broke off.", next: again)
    }
}
