package import NIOCore

/// Asks the kernel for BBR on a socket: on long thin links it keeps going where loss is not congestion.
///
/// Best effort: a kernel without it answers ENOENT, and the connection goes on with what it has.
package enum CongestionControl {
    /// `TCP_CONGESTION` of `linux/tcp.h`.
    private static let option = NIOBSDSocket.Option(rawValue: 13)
    /// “bbr” in the sixteen zero-padded bytes that the kernel reads (`TCP_CA_NAME_MAX`).
    private static let bbr: (UInt64, UInt64) = (UInt64(littleEndian: 0x72_6262), 0)

    package static func preferBBR(on channel: any Channel) {
        guard let options = channel as? any SocketOptionProvider else { return }
        let level = NIOBSDSocket.OptionLevel.tcp
        options.unsafeSetSocketOption(level: level, name: option, value: bbr).whenComplete { _ in }
    }
}
