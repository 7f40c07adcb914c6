import ArgumentParser

/// `saksi custody`: who had it, and what happened to it.
struct CustodyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody",
        abstract:
            "Show the hands a bundle passed through, record what was done with it, prove it in court, hold receipts against the log, rebuild a lost node.",
        subcommands: [
            CustodyShow.self, CustodyRecord.self, CustodyCertificate.self, CustodyVerify.self, CustodyCompare.self,
            CustodyRebuild.self,
        ])
}
