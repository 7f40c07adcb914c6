import Custody
import Policy
import Seal
import Store
import Vocabulary

/// What decided under one agreement at each entry of its log, as the log itself says.
struct DecidingHistory {
    private let activations: [(entry: Int64, activation: Activation)]
    private let pauses: [(entry: Int64, suspension: Suspension?)]
    private let memory: PolicyMemory

    init(of log: LogReading, in folder: DataFolder) throws {
        activations = try log.activations()
        pauses = try log.pauses()
        memory = PolicyMemory(in: folder)
    }

    /// The activation that a decision at this entry rests on.
    ///
    /// The activation itself may be decided by what it brings; whatever else is decided, is by what stood before it.
    func activation(at entry: Int64) -> Activation? {
        activations.last { $0.entry <= entry }?.activation
    }

    func suspension(at entry: Int64) -> Suspension? {
        pauses.last { $0.entry < entry }?.suspension
    }

    /// Whether a recorded decision was taken by what was in force at its entry.
    func covers(_ record: DecisionRecord, at entry: Int64) -> Bool {
        activation(at: entry)?.policy == record.policy && suspension(at: entry) == record.facts.suspension
    }

    /// By what decided it; nil if its files are not here.
    func library(for record: DecisionRecord) throws -> PolicyLibrary? {
        try memory.library(for: record)
    }

    /// What an activation says decides must follow from the files that it names, which must be here.
    func check(_ find: (_ place: String, _ error: any Error) -> Void, agreement: AgreementID) {
        var before: Agreement?
        for (entry, activation) in activations {
            do {
                guard let library = try memory.library(of: agreement, from: activation.sources),
                    let terms = library.agreement(agreement)
                else {
                    throw ExchangeError(
                        .agreementLost, "Of the files that this activation names, one is not in the data folder.",
                        next: "Bring the data folder back from a backup with its policy files.")
                }
                guard terms.digest == activation.agreement, terms.version == activation.version else {
                    throw RowsFollowLog.differs
                }
                defer { before = terms }
                try checkSigned(terms, after: before, signatures: activation.signatures)
            } catch {
                find("activation at entry \(entry)", error)
            }
        }
    }

    /// An agreement stands under the signatures of all its parties and of those that it had before, a roster under those of
    /// all whom its change touched. Whether their certificates were good was for the trust list of that day; that they are
    /// there, cover the text and name the right parties shows for ever.
    private func checkSigned(_ agreement: Agreement, after before: Agreement?, signatures: [Digest]) throws {
        if agreement.digest != before?.digest {
            let required = try PolicyDocument.agreement(agreement).requiredSigners(
                among: [], replacing: before.map { .agreement($0) })
            try check(required, signed: agreement.digest, "\(agreement.id) version \(agreement.version)", signatures)
        }
        if let roster = agreement.attached, roster.digest != before?.attached?.digest {
            let required = roster.signers(under: agreement, replacing: before?.attached)
            try check(required, signed: roster.digest, "\(roster.id) version \(roster.version)", signatures)
        }
    }

    private func check(
        _ required: [Party], signed text: Digest, _ name: String, _ signatures: [Digest]
    ) throws {
        let signers = try memory.signatures(signatures, covering: text).compactMap(\.claimedIdentity?.party)
        let missing = required.filter { !signers.contains($0) }
        guard missing.isEmpty else {
            throw ExchangeError(
                .agreementUnsigned,
                "\(name), which decides from there on, is not signed for "
                    + "\(missing.map(\.text).joined(separator: ", ")).",
                next: "Bring the data folder back from a backup with its policy files; if they are not in it either, "
                    + "whoever ran the node has to explain it.")
        }
    }
}
