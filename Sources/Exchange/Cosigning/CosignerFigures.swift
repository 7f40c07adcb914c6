package import Custody

/// What a cosigner did since it was started, and what it keeps, in numbers for its operator.
package struct CosignerFigures: Hashable, Sendable {
    package internal(set) var cosigned = 0
    package private(set) var malformed = 0
    package private(set) var notSigned = 0
    package private(set) var unknownLog = 0
    package private(set) var conflict = 0
    package private(set) var unproven = 0
    /// Requests that could not be answered, because of the disk or of what is on it.
    package internal(set) var failed = 0
    /// Pairs of checkpoints that were not kept, or no longer.
    package internal(set) var notKept = 0
    /// Pairs of checkpoints that are kept, of this run and all before.
    package private(set) var kept: [Contradiction.Kind: Int] = [:]

    mutating func refuse(_ refusal: CosigningRefusal) {
        switch refusal {
        case .malformed: malformed += 1
        case .notSigned: notSigned += 1
        case .unknownLog: unknownLog += 1
        case .conflict: conflict += 1
        case .unproven, .nothingWithRoot: unproven += 1
        }
    }

    mutating func keep(_ kind: Contradiction.Kind) { kept[kind, default: 0] += 1 }
}
