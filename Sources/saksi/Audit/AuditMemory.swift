import Custody
import Foundation
import Vocabulary

/// What is remembered of the audits of one log from outside: the checkpoint of the last one that found nothing, how far one
/// is that was stopped, and the full bundles of entries that it has fetched.
struct AuditMemory: Sendable {
    let path: String

    /// How far an audit is.
    struct State: Codable, Hashable, Sendable {
        var format = "saksi-outside-audit-state/1"
        let begun: Instant
        var resumed: [Instant] = []
        /// The whole note that the node showed, which has to be true for ever after.
        var checkpoint = ""
        /// Entries whose signatures were checked.
        var read = 0
        var events = 0
        var objects = 0
        var findings: [OutsideAuditDocument.Finding] = []

        /// Of a log that is shorter than what was read of it nothing counts as checked.
        mutating func fit(to size: Int) {
            guard size < read else { return }
            (read, events, objects) = (0, 0, 0)
            findings = []
        }
    }

    /// - Parameter folder: the state folder.
    init(of log: LogOrigin, as member: MemberID, in folder: String) throws(CommandError) {
        path = "\(folder)/audit/\(Digest(ofText: "\(log.text)\n\(member.text)").hexadecimal)"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError(
                .commandOutputFailed, "The folder “\(path.shownInMessage)” cannot be made.",
                next: "Check the disk and who may write there.")
        }
    }

    private func read(_ name: String, limit: Int) throws(CommandError) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: "\(path)/\(name)") else { return nil }
        return try InputFile.read("\(path)/\(name)", limit: limit)
    }

    private func write(_ bytes: [UInt8], to name: String) throws(CommandError) {
        try OutputFile.replace(bytes, at: "\(path)/\(name)", mode: 0o600)
    }

    /// The newest checkpoint that was found to hold. One that cannot be read is never taken for none.
    func last() throws -> SignedCheckpoint? {
        try read("checkpoint", limit: 1 << 17).map { try SignedCheckpoint(parsing: $0) }
    }

    func save(_ checkpoint: SignedCheckpoint) throws(CommandError) { try write(checkpoint.bytes, to: "checkpoint") }

    /// A state that is none of ours is as none.
    func state() -> State? {
        guard let bytes = try? read("state.json", limit: 32 << 20) else { return nil }
        return try? CanonicalJSON.decode(State.self, from: bytes, noun: "state", limit: 32 << 20)
    }

    func save(_ state: State) throws { try write(try CanonicalJSON.encode(state), to: "state.json") }

    private func name(_ bundle: TilePath) -> String { "entries-\(bundle.index)" }

    /// A full bundle that was fetched before the stop.
    func bundle(_ path: TilePath) -> [UInt8]? {
        guard path.level == nil, path.width == TilePath.fullWidth else { return nil }
        return try? read(name(path), limit: 17 << 20)
    }

    func keep(_ bytes: [UInt8], of bundle: TilePath) throws(CommandError) {
        guard bundle.level == nil, bundle.width == TilePath.fullWidth else { return }
        try write(bytes, to: name(bundle))
    }

    /// Nothing of what was under way is needed any more.
    func forgetState() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names where name == "state.json" || name.hasPrefix("entries-") || name.hasSuffix(".new") {
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    /// Keeps a report with findings for good.
    /// - Returns: where.
    func keep(_ report: [UInt8], of finished: Instant) throws(CommandError) -> String {
        let name = "findings-\(finished.text.replacing(":", with: "-")).json"
        try write(report, to: name)
        return "\(path)/\(name)"
    }
}
