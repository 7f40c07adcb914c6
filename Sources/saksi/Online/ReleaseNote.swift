import Foundation
import Glibc
import Vocabulary
import Wire

/// What lies beside a retrieval until it is acknowledged: the bytes so far, and the release they belong to.
///
/// `OUT.part` grows; `OUT.release` holds the grant. Both go away when the acknowledgement is in the log.
struct ReleaseNote: Sendable {
    private struct Entry: Codable {
        let order: RetrievalOrder
        let node: Identity
        let member: MemberID
        let grant: ReleaseGrant
    }

    let path: String
    private let order: RetrievalOrder
    private let node: Identity
    private let member: MemberID

    init(path: String, order: RetrievalOrder, node: Identity, member: MemberID) {
        self.path = path
        self.order = order
        self.node = node
        self.member = member
    }

    var part: String { path + ".part" }
    private var file: String { path + ".release" }

    /// Where the bytes lie at this moment.
    var present: String { FileManager.default.fileExists(atPath: path) ? path : part }

    /// How many bytes have arrived.
    var arrived: Int64 {
        (try? FileManager.default.attributesOfItem(atPath: part)[.size] as? NSNumber)??.int64Value ?? 0
    }

    /// The grant of an earlier try for the same thing; nil if there is none.
    var grant: ReleaseGrant? {
        guard let bytes = try? InputFile.read(file, limit: 16 << 20),
            let entry = try? CanonicalJSON.decode(Entry.self, from: bytes, noun: "note of a release", limit: 16 << 20),
            entry.order == order, entry.node == node, entry.member == member
        else { return nil }
        return entry.grant
    }

    /// - Throws: `command.output.exists` if something else lies where the bundle shall go.
    func checkTarget() throws {
        guard FileManager.default.fileExists(atPath: path), grant == nil else { return }
        throw CommandError(
            .commandOutputExists, "“\(path.shownInMessage)” is there already, and nothing is ever replaced.",
            next: "Choose another name with --out, or move the old file away first.")
    }

    func remember(_ grant: ReleaseGrant) throws {
        try OutputFile.write(
            try CanonicalJSON.encode(Entry(order: order, node: node, member: member, grant: grant)), to: file,
            mode: 0o600)
    }

    /// Gives the verified bytes their name, without ever replacing anything, and makes that durable.
    func name() throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        if unsafe link(part, path) != 0 {
            // FAT sticks have no links.
            guard errno == EPERM || errno == EOPNOTSUPP, unsafe rename(part, path) == 0 else {
                throw CommandError(
                    .commandOutputFailed, "“\(path.shownInMessage)” could not be given its name.",
                    next: "Check the folder, then run the same command again; nothing is fetched twice.")
            }
        }
        unsafe unlink(part)
        let folder = unsafe open(
            path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".",
            O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Called when the acknowledgement is in the log.
    func forget() {
        unsafe unlink(file)
    }

    /// Removes everything of this try.
    func discard() {
        unsafe unlink(part)
        unsafe unlink(file)
    }
}
