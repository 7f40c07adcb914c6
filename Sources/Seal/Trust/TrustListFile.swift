import Vocabulary

/// Reads `trust.yaml`, format `saksi-trust/1`. Files that it names are handed in by `open`.
struct TrustListFile {
    static let format = "saksi-trust/1"

    /// - Parameter open: gives the bytes of a file named relative to the list.
    static func read(
        _ contents: [UInt8], file: String, open: (String) throws(SealError) -> [UInt8]
    ) throws(SealError) -> TrustList {
        do {
            return try list(try StrictYAML.read(contents, file: file), contents, open)
        } catch let error as SealError {
            throw error
        } catch let error as VocabularyError {
            throw SealError(.trustListForm, error.reason, next: error.nextStep)
        } catch {
            throw SealError(.trustListForm, "\(file) is not a trust list.", next: "Compare it with docs/spec/trust.md.")
        }
    }

    private static func list(
        _ node: YAMLNode, _ contents: [UInt8], _ open: (String) throws(SealError) -> [UInt8]
    ) throws -> TrustList {
        var fields = try node.fields("trust list")
        let format = try fields.required("format")
        guard try format.text() == Self.format else {
            throw format.failure(
                "This is not a trust list of the format \(Self.format).", next: "Get the current list.")
        }
        let version = try fields.required("version").integer(in: 1...1_000_000)
        let issued = try fields.required("issued").parsed(Instant.self)
        var parties: [Party: TrustedParty] = [:]
        var keys = KeysInUse()
        for entry in try fields.required("parties").fields("parties").all {
            let party = try entry.node.parsed(Party.self)
            parties[party] = try self.party(party, entry.value, &keys, open)
        }
        try fields.finish()
        return TrustList(version: version, issued: issued, digest: Digest(of: contents), parties: parties)
    }

    private static func party(
        _ party: Party, _ node: YAMLNode, _ keys: inout KeysInUse, _ open: (String) throws(SealError) -> [UInt8]
    ) throws -> TrustedParty {
        var fields = try node.fields("party")
        let namespace = try fields.required("namespace")
        guard try namespace.text() == Identity.scheme + party.lowercased + "/" else {
            throw namespace.failure(
                "The roots of \(party) can speak for \(Identity.scheme)\(party.lowercased)/ only.",
                next: "Write that namespace.")
        }
        let roots = try certificates(try fields.required("roots"), open)
        let lists = try fields.required("revocation-lists").list().map { try relativePath($0) }
        let authorities = try fields.required("central-authorities").list().map { node in
            let authority = try node.parsed(AuthorityID.self)
            return try own(authority, authority.party, party, node)
        }
        let signatories = try fields.required("signatories").list().map { node in
            let member = try node.parsed(MemberID.self)
            return try own(member, member.party, party, node)
        }
        var nodes: [TrustedNode] = []
        for entry in try fields.optional("nodes")?.fields("nodes").all ?? [] {
            nodes.append(try TrustedNode(try identity(.node, party, entry.node), reading: entry.value, &keys, open))
        }
        var cosigners: [TrustedCosigner] = []
        for entry in try fields.optional("cosigners")?.fields("cosigners").all ?? [] {
            cosigners.append(
                try TrustedCosigner(try identity(.cosigner, party, entry.node), reading: entry.value, &keys))
        }
        let timestamping = try fields.optional("time-stamping").map { try certificates($0, open) } ?? []
        try fields.finish()
        return TrustedParty(
            party: party, roots: roots, listFiles: lists, centralAuthorities: authorities, signatories: signatories,
            nodes: nodes, cosigners: cosigners, timestampingRoots: timestamping)
    }

    /// Roots: each a file beside the list, bound to it by the digest of its certificate.
    private static func certificates(
        _ node: YAMLNode, _ open: (String) throws(SealError) -> [UInt8]
    ) throws -> [Certificate] {
        try node.list().map { node in
            var fields = try node.fields("root")
            let file = try fields.required("file")
            let digest = try fields.required("digest")
            let expected = try digest.parsed(Digest.self)
            let found = try Certificate.list(pem: try open(try relativePath(file)))
            try fields.finish()
            guard let certificate = found.first, found.count == 1, certificate.digest == expected else {
                throw digest.failure(
                    "The file “\(try file.text().shownInMessage)” does not hold the root with this digest.",
                    next: "Get the root's file again, and compare its fingerprint on paper.")
            }
            return certificate
        }
    }

    private static func identity(_ kind: Identity.Kind, _ party: Party, _ node: YAMLNode) throws -> Identity {
        let name = try node.text()
        do {
            return try Identity(parsing: "\(party.lowercased)/\(kind)/\(name)")
        } catch {
            throw node.located(error)
        }
    }

    private static func own<Value>(_ value: Value, _ named: Party, _ party: Party, _ node: YAMLNode) throws -> Value {
        guard named == party else {
            throw node.failure("\(value) is not of \(party).", next: "Put it under its own party.")
        }
        return value
    }

    static func verifierKey(_ node: YAMLNode, _ kind: NoteKey.Kind) throws -> PublishedKey {
        guard let key = PublishedKey(try node.text(), of: kind) else {
            throw node.failure(
                "This is not the verifier key of a \(kind == .log ? "log" : "cosigner"), or a character of it is wrong.",
                next: "Copy it again as its owner published it: name+hash+key.")
        }
        return key
    }

    static func relativePath(_ node: YAMLNode) throws -> String {
        let path = try node.text()
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !path.contains("\\"),
            !path.contains("\0")
        else {
            throw node.failure(
                "“\(path.shownInMessage)” is not a path below the folder of the trust list.",
                next: "Put the file beside the trust list and name it relative to it.")
        }
        return path
    }
}
