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
        try memory.library(
            of: record.request.agreement,
            from: record.sources.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) })
    }

    /// What an activation says decides must follow from the files that it names, which must be here.
    func check(_ find: (_ place: String, _ error: any Error) -> Void, agreement: AgreementID) {
        var before: RosterAnnex?
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
                defer { before = terms.attached }
                try checkRoster(of: terms, after: before, signatures: activation.signatures)
            } catch {
                find("activation at entry \(entry)", error)
            }
        }
    }

    /// A roster stands under the signatures of all whom its change touched. Whether their certificates were good was for
    /// the trust list of that day; that they are there, cover the text and name the right parties shows for ever.
    private func checkRoster(of agreement: Agreement, after before: RosterAnnex?, signatures: [Digest]) throws {
        guard let roster = agreement.attached, roster.digest != before?.digest else { return }
        let signers = try memory.signatures(signatures, covering: roster.digest).compactMap(\.claimedIdentity?.party)
        let missing = roster.signers(under: agreement, replacing: before).filter { !signers.contains($0) }
        guard missing.isEmpty else {
            throw ExchangeError(
                .agreementUnsigned,
                "\(roster.id) version \(roster.version), which decides from there on, is not signed for "
                    + "\(missing.map(\.text).joined(separator: ", ")).",
                next: "Bring the data folder back from a backup with its policy files; if they are not in it either, "
                    + "whoever ran the node has to explain it.")
        }
    }
}
