import Vocabulary

/// The owners of the logs of this node's agreements.
actor Ledgers {
    private var byAgreement: [AgreementID: Ledger]

    init(_ byAgreement: [AgreementID: Ledger]) {
        self.byAgreement = byAgreement
    }

    subscript(id: AgreementID) -> Ledger? { byAgreement[id] }

    /// In the order of their agreements.
    var all: [Ledger] { byAgreement.sorted { $0.key < $1.key }.map(\.value) }

    func add(_ ledger: Ledger, for id: AgreementID) {
        byAgreement[id] = ledger
    }
}
