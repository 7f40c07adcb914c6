import Custody
import Exchange
import Vocabulary

/// What `saksid cosigner --config FILE` reads. `docs/operations.md` explains every key.
struct CosignerConfiguration: Sendable {
    let data: String
    let listen: Address
    /// Plain HTTP, on loopback only: health, readiness, metrics, contradictions.
    let operationsPort: Int
    /// Its certificate is the cosigner's own.
    let tls: KeyFile
    let trust: String
    let part: CosigningPart

    static let format = "saksi-cosigner/1"

    init(reading bytes: [UInt8], path: String) throws(VocabularyError) {
        let place = ConfigurationPlace(of: path)
        let root = try StrictYAML.read(bytes, file: path)
        var fields = try root.fields("configuration")
        let format = try fields.required("format")
        guard try format.text() == Self.format else {
            throw format.failure(
                "This is not a configuration of a cosigner that this program reads.",
                next: "Write format: \(Self.format).")
        }
        data = try place.path(try fields.required("data"))
        listen = try Address(reading: try fields.required("listen"))
        operationsPort = try fields.optional("operations-port")?.integer(in: 0...65_535) ?? 0
        tls = try place.keyFile(try fields.required("tls"), "TLS identity")
        trust = try place.path(try fields.required("trust"))
        part = try CosigningPart(reading: try fields.required("cosigner"), place)
        try fields.finish()
    }

    init(loading path: String) throws {
        try self.init(reading: try InputBytes.read(path), path: path)
    }
}

/// `cosigner: { identity, key, logs }`, alone or in a node's configuration: who cosigns, with what, and which logs.
struct CosigningPart: Sendable {
    let identity: Identity
    /// A C2SP signed-note key of type 0x04.
    let key: String
    let logs: CosignedLogs

    /// - Parameter host: the node in whose configuration it stands, if it stands in one.
    init(reading node: YAMLNode, for host: Identity? = nil, _ place: ConfigurationPlace) throws(VocabularyError) {
        var fields = try node.fields("cosigner")
        let identity = try fields.required("identity")
        self.identity = try identity.parsed(Identity.self)
        guard self.identity.kind == .cosigner else {
            throw identity.failure(
                "“\(self.identity)” is not a cosigner.", next: "Write it as th/cosigner/bangkok.")
        }
        if let host, host.party != self.identity.party {
            throw identity.failure(
                "\(host) cannot cosign as \(self.identity), which is of another party.",
                next: "Name a cosigner of \(host.party).")
        }
        key = try place.path(try fields.required("key"))
        var origins: Set<LogOrigin> = []
        var agreements: Set<AgreementID> = []
        for log in try (try fields.required("logs")).list() {
            // An origin has slashes, an agreement's identifier has none.
            if try log.text().contains("/") {
                origins.insert(try log.parsed(LogOrigin.self))
            } else {
                agreements.insert(try log.parsed(AgreementID.self))
            }
        }
        logs = CosignedLogs(origins: origins, agreements: agreements)
        try fields.finish()
    }
}
