import Vocabulary

extension TrustedNode {
    /// - Parameters:
    ///   - used: whose the keys of the list are, so far.
    ///   - open: gives the bytes of a file named relative to the list.
    init(
        _ identity: Identity, reading node: YAMLNode, _ used: inout KeysInUse,
        _ open: (String) throws(SealError) -> [UInt8]
    ) throws {
        var fields = try node.fields("node")
        let logs = try fields.required("logs")
        try fields.finish()
        var keys: [LogKey] = []
        for node in try logs.list() {
            let key = try LogKey(reading: node, of: identity, &used, open)
            guard !keys.contains(where: { $0.overlaps(key) }) else {
                throw node.failure(
                    "Two keys cover one size of a log.",
                    next: "Give the earlier key its end in “to”, and let this one begin behind it in “from”.")
            }
            keys.append(key)
        }
        self.init(identity: identity, logKeys: keys)
    }
}

extension TrustedCosigner {
    /// One key, or several with the one in use in front.
    init(_ identity: Identity, reading node: YAMLNode, _ used: inout KeysInUse) throws {
        var keys: [String] = []
        for node in node.listOrOne() {
            let key = try TrustListFile.verifierKey(node, .cosigner)
            try used.add(key, of: identity, at: node)
            keys.append(key.text)
        }
        guard let current = keys.first else {
            throw node.failure("A cosigner needs a key.", next: "Write the key in use, or a list with it in front.")
        }
        self.init(identity: identity, verifierKey: current, formerKeys: Array(keys.dropFirst()))
    }
}

extension TrustedNode.LogKey {
    fileprivate init(
        reading node: YAMLNode, of owner: Identity, _ used: inout KeysInUse,
        _ open: (String) throws(SealError) -> [UInt8]
    ) throws {
        var fields = try node.fields("log key")
        let written = try fields.required("key")
        let key = try TrustListFile.verifierKey(written, .log)
        try used.add(key, of: owner, at: written)
        verifierKey = key.text
        from = try TrustedNode.LogSizes(reading: try fields.required("from"))
        to = try fields.optional("to").map { try TrustedNode.LogSizes(reading: $0) }
        if let node = fields.optional("cosigned-to") {
            guard to != nil else {
                throw node.failure("“cosigned-to” goes on from “to”, which is not here.", next: "Write “to” as well.")
            }
            cosignedTo = try TrustedNode.LogSizes(reading: node)
        } else {
            cosignedTo = nil
        }
        if let node = fields.optional("former") {
            guard let word = TrustedNode.FormerKey(rawValue: try node.text()) else {
                throw node.failure(
                    "This does not say what became of the key before.", next: "Write former: lost, or former: stolen.")
            }
            former = word
        } else {
            former = nil
        }
        proofs =
            try fields.optional("proofs")?.list().map { node in
                let path = try TrustListFile.relativePath(node)
                let beside = TrustedNode.Proof.certificateFile(beside: path)
                return TrustedNode.Proof(
                    file: path, bytes: try open(path), certificates: try Certificate.list(pem: try open(beside)))
            } ?? []
        if let to, case .every(let last) = to, case .every(let first) = from, last < first {
            throw node.failure("This log key ends before it begins.", next: "Write “to” at least as large as “from”.")
        }
        try fields.finish()
    }
}

extension TrustedNode.LogSizes {
    fileprivate init(reading node: YAMLNode) throws {
        guard case .map = node.content else {
            self = .every(try node.integer(in: 0...Int.max))
            return
        }
        var sizes: [String: Int] = [:]
        for entry in try node.fields("sizes of logs").all {
            // The node's own log, or that of an agreement.
            if entry.key != "node" { _ = try entry.node.parsed(AgreementID.self) }
            sizes[entry.key] = try entry.value.integer(in: 0...Int.max)
        }
        self = .each(sizes)
    }
}
