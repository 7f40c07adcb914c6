import ArgumentParser

/// The verbs that talk to a node, in the order in which the help lists them.
enum OnlineVerbs {
    static let all: [any ParsableCommand.Type] = [
        SubmitVerb.self, ReceiptVerb.self, ListVerb.self, WhyVerb.self, RetrieveVerb.self, ApproveVerb.self,
        ConsentVerb.self, OverrideVerb.self, CourtOrderVerb.self, CustodyVerb.self, CosignVerb.self, TestimonyVerb.self,
        AuditVerb.self, MirrorVerb.self, DemoVerb.self,
    ]
}
