import Courier
import Vocabulary

/// One of `cosigners: [{ identity, url }]`: who is asked to cosign this node's logs, and where.
struct AskedCosigner: Hashable, Sendable {
    let identity: Identity
    let address: NodeAddress

    /// - Parameter node: of the key `cosigners`, if it is there.
    static func list(reading node: YAMLNode?) throws(VocabularyError) -> [AskedCosigner] {
        guard let node else { return [] }
        var list: [AskedCosigner] = []
        for entry in try node.list() {
            let asked = try AskedCosigner(reading: entry)
            guard !list.contains(where: { $0.identity == asked.identity }) else {
                throw entry.failure("\(asked.identity) is named twice.", next: "Name each cosigner once.")
            }
            list.append(asked)
        }
        return list
    }

    private init(reading node: YAMLNode) throws(VocabularyError) {
        var fields = try node.fields("cosigner")
        let identity = try fields.required("identity")
        self.identity = try identity.parsed(Identity.self)
        guard self.identity.kind == .cosigner else {
            throw identity.failure(
                "“\(self.identity)” is not a cosigner.", next: "Write it as th/cosigner/bangkok.")
        }
        let url = try fields.required("url")
        guard let address = try? NodeAddress(parsing: try url.text()) else {
            throw url.failure(
                "This is not the address of a cosigner.", next: "Write it as https://host:port, with nothing behind it."
            )
        }
        self.address = address
        try fields.finish()
    }
}
