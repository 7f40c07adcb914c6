import Vocabulary

extension Clause {
    /// Whether it is a speciality clause that would keep from the accused what helps them. No file with one is read.
    var barsTheAccused: Bool {
        guard isSpeciality, actions.contains(.disclose) else { return false }
        func names(_ conditions: [Condition]) -> Bool {
            conditions.contains {
                if case .purpose(let purposes) = $0 { purposes.contains(.purpose(.exculpatory)) } else { false }
            }
        }
        let turnsOnPurpose = conditions.contains { if case .purpose = $0 { true } else { false } }
        return (turnsOnPurpose ? names(conditions) : true) && !names(exceptions)
    }
}
