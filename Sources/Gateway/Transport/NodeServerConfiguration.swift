/// Where a node listens, as whom, and what a connection may cost it.
package struct NodeServerConfiguration: Sendable {
    package let host: String
    /// 0 takes a free one.
    package let port: Int
    package let identity: TLSIdentity
    /// The roots of the parties, as DER. Only their names are used: they help browsers to offer the right certificate.
    package let callerRoots: [[UInt8]]
    package let limits: TransportLimits

    package init(
        host: String, port: Int, identity: TLSIdentity, callerRoots: [[UInt8]], limits: TransportLimits = .init()
    ) {
        self.host = host
        self.port = port
        self.identity = identity
        self.callerRoots = callerRoots
        self.limits = limits
    }
}
