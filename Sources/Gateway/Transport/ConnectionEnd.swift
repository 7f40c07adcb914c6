import NIOCore
import NIOHTTP1
import NIOSSL

/// Tells a connection that ended, as connections do on long lines, from a fault of the node.
enum ConnectionEnd {
    static func isOne(_ error: any Error) -> Bool {
        switch error {
        case is NIOSSLError, is BoringSSLError, is IOError, is ChannelError, is CancellationError: true
        case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection: true
        default: false
        }
    }
}
