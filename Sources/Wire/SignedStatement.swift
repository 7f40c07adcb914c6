/// A custody event signed by the person who acts, with the certificates that its signatures name.
package struct SignedStatement: Codable, Hashable, Sendable {
    /// The exact bytes of the envelope; the log keeps these and no others.
    package let envelope: Base64Bytes
    /// DER, leaf first, without the root.
    package let certificates: [Base64Bytes]

    package init(envelope: [UInt8], certificates: [[UInt8]]) {
        self.envelope = Base64Bytes(envelope)
        self.certificates = certificates.map { Base64Bytes($0) }
    }
}
