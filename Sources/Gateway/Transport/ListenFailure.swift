import Glibc
import NIOCore
import Vocabulary

/// Why a listener could not begin, in words for the operator.
enum ListenFailure {
    /// - Returns: the error itself if it says nothing of the address.
    static func translated(_ error: any Error, host: String, port: Int) -> any Error {
        let place = "\(host.shownInMessage):\(port)"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            return GatewayError(
                .addressTaken, "The node cannot listen on \(place): address already in use.",
                next: "Stop what listens there, perhaps another saksid, or choose another port in the configuration.")
        case EACCES, EPERM:
            return GatewayError(
                .addressUnusable, "The node may not listen on \(place).",
                next: "Choose a port above 1023, or give the service the right to bind this one.")
        case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL:
            return unusable(place)
        default:
            return error is SocketAddressError ? unusable(place) : error
        }
    }

    private static func unusable(_ place: String) -> GatewayError {
        GatewayError(
            .addressUnusable, "The node cannot listen on \(place): that is no address of this machine.",
            next: "Correct “listen” in the configuration; 0.0.0.0 stands for every address of the machine.")
    }
}
