/// All rows, in the order in which they are measured.
struct Suite {
    private let packing: PackingRows
    private let transfer: TransferRows
    private let custody: CustodyRow
    private let growth: GrowthRow
    private let proof: ProofRow
    private let day: DayRows
    private let decisions: DecisionRow
    private let analysis: AnalysisRow

    /// Rows that are measured together because they share their preparation.
    enum Group: CaseIterable {
        case packLarge, verifyLarge, packSmall, verifySmall, upload, download, custody, latency, growth, proof,
            day, decisions, manyAgreements,
            difference, check, memory

        var names: [String] {
            switch self {
            case .packLarge: ["pack-large"]
            case .verifyLarge: ["verify-large"]
            case .packSmall: ["pack-small"]
            case .verifySmall: ["verify-small"]
            case .upload: ["upload"]
            case .download: ["download", "download-four"]
            case .custody: ["custody-events"]
            case .latency: ["custody-p99-64", "custody-p99-1000"]
            case .growth: GrowthRow.names
            case .proof: ["inclusion-proof"]
            case .day: DayRows.names
            case .decisions: ["decisions"]
            case .manyAgreements: DecisionRow.others.map { "decisions-\($0)" }
            case .difference: ["agreement-diff"]
            case .check: ["agreement-check"]
            case .memory: ["memory-pack-4gib", "memory-verify-4gib"]
            }
        }
    }

    init(ground: Ground, scale: Scale) {
        packing = PackingRows(ground: ground, scale: scale, data: SampleData(ground))
        transfer = TransferRows(ground: ground, scale: scale, packing: packing)
        custody = CustodyRow(ground: ground, scale: scale)
        growth = GrowthRow(ground: ground, scale: scale)
        proof = ProofRow(ground: ground, scale: scale)
        day = DayRows(ground: ground, scale: scale, packing: packing)
        decisions = DecisionRow(ground: ground, scale: scale)
        analysis = AnalysisRow(ground: ground, scale: scale)
    }

    func measure(_ group: Group) throws -> [Row] {
        switch group {
        case .packLarge: [try packing.packLarge()]
        case .verifyLarge: [try packing.verifyLarge()]
        case .packSmall: [try packing.packSmall()]
        case .verifySmall: [try packing.verifySmall()]
        case .upload: [try transfer.upload()]
        case .download: try transfer.download()
        case .custody: [try custody.rate()]
        case .latency: try custody.latency()
        case .growth: try growth.run()
        case .proof: [try proof.run()]
        case .day: try day.run()
        case .decisions: [try decisions.run()]
        case .manyAgreements: try decisions.amongOthers()
        case .difference: [try analysis.difference()]
        case .check: [try analysis.check()]
        case .memory: try packing.memory()
        }
    }
}
