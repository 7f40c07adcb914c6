import Vocabulary

/// What `saksid serve --config FILE` reads. `docs/operations.md` explains every key.
struct NodeConfiguration: Sendable {
    /// `kh/node/phnom-penh`: must be the identity of both certificates.
    let node: Identity
    let data: String
    let listen: Address
    /// Plain HTTP, on loopback only: health, readiness, metrics.
    let operationsPort: Int
    let tls: KeyFile
    let events: KeyFile
    /// The node's checkpoint key, a C2SP signed-note key.
    let logKey: String
    /// The one before it, which signs as well until everybody has the trust list with the new one.
    let formerLogKey: String?
    let trust: String
    /// From where `saksid activate` takes agreements, instruments and laws, each with its signatures beside it.
    let agreements: String
    let limits: Limits
    /// If this node cosigns the logs of others.
    let cosigner: CosigningPart?
    /// The time-stamping authority that the node is as well, if it is one.
    let timestamping: TimestampingKey?
    /// Who stamps the checkpoints of this node's logs.
    let stamping: StampingRule?
    /// Where it then keeps what it cosigned: no part of a copy of the node.
    var cosignerFolder: String { data + "/cosigner" }
    /// Who is asked to cosign this node's logs.
    let cosigners: [AskedCosigner]
    /// If this node audits itself while it runs.
    let audit: AuditPart?

    struct Limits: Sendable {
        /// The largest bundle, in bytes.
        var bundleBytes: Int64 = 64 << 30
        /// Unfinished uploads of one member at a time.
        var uploadsPerMember = 8
        /// Bytes that stay free on the disk.
        var reserveBytes: Int64 = 1 << 30
        /// How long a release can be fetched, in hours.
        var releaseHours = 72
        /// How long the answer to a submission waits for cosigners.
        var cosigningSeconds = 2
        /// How long running requests may take to end when the node is told to stop.
        var stopSeconds = 30
    }

    static let format = "saksi-node/1"

    /// - Parameters:
    ///   - bytes: the file.
    ///   - path: where it lies; relative paths in it are relative to its folder.
    init(reading bytes: [UInt8], path: String) throws(VocabularyError) {
        let place = ConfigurationPlace(of: path)
        let root = try StrictYAML.read(bytes, file: path)
        var fields = try root.fields("configuration")
        let format = try fields.required("format")
        guard try format.text() == Self.format else {
            throw format.failure(
                "This is not a configuration that this program reads.", next: "Write format: \(Self.format).")
        }
        let node = try fields.required("node")
        self.node = try node.parsed(Identity.self)
        guard self.node.kind == .node else {
            throw node.failure("“\(self.node)” is not a node.", next: "Write it as kh/node/phnom-penh.")
        }
        data = try place.path(try fields.required("data"))
        listen = try Address(reading: try fields.required("listen"))
        operationsPort = try fields.optional("operations-port")?.integer(in: 0...65_535) ?? 0
        tls = try place.keyFile(try fields.required("tls"), "TLS identity")
        events = try place.keyFile(try fields.required("events"), "event identity")
        logKey = try place.path(try fields.required("log-key"))
        if let former = fields.optional("former-log-key") {
            formerLogKey = try place.path(former)
        } else {
            formerLogKey = nil
        }
        trust = try place.path(try fields.required("trust"))
        agreements = try place.path(try fields.required("agreements"))
        limits = try Limits(reading: fields.optional("limits"))
        if let part = fields.optional("cosigner") {
            cosigner = try CosigningPart(reading: part, for: self.node, place)
        } else {
            cosigner = nil
        }
        cosigners = try AskedCosigner.list(reading: fields.optional("cosigners"))
        if let authority = fields.optional("time-stamping") {
            timestamping = try TimestampingKey(reading: authority, place)
        } else {
            timestamping = nil
        }
        if let rule = fields.optional("stamped-by") {
            stamping = try StampingRule(reading: rule)
        } else {
            stamping = nil
        }
        audit = try AuditPart.reading(fields.optional("audit"))
        try fields.finish()
    }
}

extension NodeConfiguration.Limits {
    init(reading node: YAMLNode?) throws(VocabularyError) {
        self.init()
        guard let node else { return }
        var fields = try node.fields("limits")
        if let value = fields.optional("bundle-bytes") { bundleBytes = Int64(try value.integer(in: 1...(1 << 50))) }
        if let value = fields.optional("uploads-per-member") { uploadsPerMember = try value.integer(in: 1...1000) }
        if let value = fields.optional("reserve-bytes") { reserveBytes = Int64(try value.integer(in: 0...(1 << 50))) }
        if let value = fields.optional("release-hours") { releaseHours = try value.integer(in: 1...8760) }
        if let value = fields.optional("cosigning-seconds") { cosigningSeconds = try value.integer(in: 0...30) }
        if let value = fields.optional("stop-seconds") { stopSeconds = try value.integer(in: 1...3600) }
        try fields.finish()
    }
}
