import Vocabulary

/// The parts of the header that agreements and laws share.
enum HeaderReader {
    static func version(
        _ fields: inout YAMLFields
    ) throws(VocabularyError) -> (version: Int, supersedes: Supersession?) {
        let node = try fields.required("version")
        let version = try node.integer(in: 1...100_000)
        guard let earlier = fields.optional("supersedes") else {
            guard version == 1 else {
                throw node.failure(
                    .policyFileMeaning, "Version \(version) does not say which version it supersedes.",
                    next: "Add supersedes: { version: \(version - 1), digest: \"sha256:…\" }.")
            }
            return (version, nil)
        }
        var inner = try earlier.fields("supersession")
        let number = try inner.required("version")
        let supersession = Supersession(
            version: try number.integer(in: 1...100_000), digest: try inner.required("digest").parsed(Digest.self))
        try inner.finish()
        guard supersession.version < version else {
            throw number.failure(
                .policyFileMeaning, "Version \(version) cannot supersede version \(supersession.version).",
                next: "Name an earlier version.")
        }
        return (version, supersession)
    }

    static func term(_ node: YAMLNode) throws(VocabularyError) -> Term {
        var fields = try node.fields("term")
        let from = try fields.required("from").parsed(CalendarDay.self)
        let until = try fields.optional("until").map(day)
        let zone = try fields.required("zone").word(Zone.self)
        try fields.finish()
        return try term(from: from, until: until, zone: zone, at: node)
    }

    static func term(
        from: CalendarDay, until: CalendarDay?, zone: Zone, at node: YAMLNode
    ) throws(VocabularyError) -> Term {
        if let until, until < from {
            throw node.failure(.policyFileMeaning, "It ends before it begins.", next: "Exchange the two days.")
        }
        return Term(from: from, until: until, zone: zone)
    }

    static func day(_ node: YAMLNode) throws(VocabularyError) -> CalendarDay {
        try node.parsed(CalendarDay.self)
    }

    /// The clauses in the order of their numbers.
    static func clauses(_ node: YAMLNode, in context: ClauseContext) throws(VocabularyError) -> [Clause] {
        let fields = try node.fields("list of clauses")
        guard fields.all.count <= 1_000 else {
            throw node.failure("There are more than 1,000 clauses.", next: "Divide the document.")
        }
        var clauses: [Clause] = []
        for entry in fields.all {
            clauses.append(
                try ClauseReader(context: context).read(entry.value, number: try entry.node.parsed(ClauseNumber.self)))
        }
        return clauses.sorted { $0.number < $1.number }
    }
}
