import Vocabulary

/// Reads `saksi-roster/1` (docs/spec/agreement.md, “The roster”).
enum AnnexReader {
    static func read(_ fields: inout YAMLFields, digest: Digest) throws(VocabularyError) -> RosterAnnex {
        let name = try fields.required("roster")
        let id = try name.parsed(AgreementID.self)
        let agreement = try fields.required("agreement").parsed(AgreementID.self)
        guard id != agreement else {
            throw name.failure(
                .policyFileMeaning, "A roster needs another name than its agreement.",
                next: "Call it \(agreement)-ROSTER, for example.")
        }
        let (version, supersedes) = try HeaderReader.version(&fields)
        let members = try fields.required("members")
        let lines = try RosterReader.lines(members)
        guard !lines.isEmpty else {
            throw members.failure(
                .policyFileMeaning, "A roster names at least one member.",
                next: "Add the members; to stop the work, suspend the agreement.")
        }
        return RosterAnnex(
            id: id, agreement: agreement, version: version, digest: digest, supersedes: supersedes, lines: lines)
    }

    /// The key `roster` of an agreement.
    static func terms(_ node: YAMLNode) throws(VocabularyError) -> RosterTerms {
        var fields = try node.fields("roster")
        let annex = try fields.required("annex").parsed(AgreementID.self)
        let signing = try fields.optional("changes-signed-by").map { (node) throws(VocabularyError) in
            try node.word(RosterTerms.Signing.self)
        }
        try fields.finish()
        return RosterTerms(annex: annex, changesSignedBy: signing ?? .everyParty)
    }
}
