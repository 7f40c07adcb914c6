import Courier
import Exchange
import Logging
import Seal
import Store
import Vocabulary

/// What a time-stamping authority signs with: its own certificate, and the policy that it stamps under.
struct TimestampingKey: Sendable {
    let key: KeyFile
    /// An object identifier with dots.
    let policy: String

    init(reading node: YAMLNode, _ place: ConfigurationPlace) throws(VocabularyError) {
        var fields = try node.fields("time-stamping authority")
        let path = try place.path(try fields.required("identity"))
        var passphraseFile: String?
        if let file = fields.optional("passphrase-file") { passphraseFile = try place.path(file) }
        key = KeyFile(path: path, passphraseFile: passphraseFile)
        policy = try fields.required("policy").text()
        try fields.finish()
    }

    /// Opens the authority's folder and begins to stamp.
    func service(in folder: String, logger: Logger) throws -> TimestampService {
        let timekeeper = SystemTimekeeper()
        let credential = try Credential(
            pem: try InputBytes.read(key.path), passphrase: try key.passphrase())
        let authority = try TimestampAuthority(credential: credential, policy: policy, now: timekeeper.now)
        let service = TimestampService(
            authority, in: try TimestampFolder(folder, onFatal: { Ending.fatal($0) }), timekeeper: timekeeper,
            onTrouble: { trouble in
                if let trouble {
                    logger.error("\(authority.identity): \(trouble.sentence)")
                } else {
                    logger.notice("\(authority.identity): time-stamps are given again")
                }
            })
        if let beginning = service.beginning {
            logger.warning(
                "\(authority.identity) begins with the number \(beginning): nothing was noted down in \(folder) before. If this authority stamped before, see that “data” is right and its disk mounted"
            )
        }
        return service
    }
}

/// What `saksid tsa --config FILE` reads. `docs/operations.md` explains every key.
struct TimestampConfiguration: Sendable {
    let data: String
    let listen: Address
    let operationsPort: Int
    let timestamping: TimestampingKey

    static let format = "saksi-tsa/1"

    init(reading bytes: [UInt8], path: String) throws(VocabularyError) {
        let place = ConfigurationPlace(of: path)
        let root = try StrictYAML.read(bytes, file: path)
        var fields = try root.fields("configuration")
        let format = try fields.required("format")
        guard try format.text() == Self.format else {
            throw format.failure(
                "This is not the configuration of a time-stamping authority.", next: "Write format: \(Self.format).")
        }
        data = try place.path(try fields.required("data"))
        listen = try Address(reading: try fields.required("listen"))
        operationsPort = try fields.optional("operations-port")?.integer(in: 0...65_535) ?? 0
        timestamping = try TimestampingKey(reading: try fields.required("authority"), place)
        try fields.finish()
    }

    init(loading path: String) throws {
        try self.init(reading: try InputBytes.read(path), path: path)
    }
}

/// `stamped-by: { authorities, every-seconds }` in a node's configuration: who stamps the checkpoints of its logs.
struct StampingRule: Sendable {
    let authorities: [TimestampAddress]
    /// How long a grown log waits at most.
    let everySeconds: Int

    init(reading node: YAMLNode) throws(VocabularyError) {
        var fields = try node.fields("rule for time-stamps")
        let list = try fields.required("authorities")
        let urls = try list.list()
        guard (1...8).contains(urls.count) else {
            throw list.failure("There are \(urls.count) authorities.", next: "Name between one and eight.")
        }
        var addresses: [TimestampAddress] = []
        for url in urls {
            let text = try url.text()
            do throws(NodeFailure) { addresses.append(try TimestampAddress(parsing: text)) } catch {
                throw url.failure(error.reason, next: error.nextStep)
            }
        }
        authorities = addresses
        everySeconds = try fields.optional("every-seconds")?.integer(in: 1...86_400) ?? 30
        try fields.finish()
    }
}
