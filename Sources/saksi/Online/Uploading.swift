import Courier
import Foundation
import Vocabulary
import Wire

/// Brings a file to the node, piece by piece, and goes on where an earlier try ended.
struct Uploading: Sendable {
    let node: NodeSession
    let file: String
    let size: Int64
    let digest: Digest
    let agreement: AgreementID

    /// Pieces begin small, so that a thin link soon has something to show for it, and grow while they get through.
    private static let smallest: Int64 = 256 << 10
    private static let largest: Int64 = 4 << 20
    /// Tries in a row that bring nothing further.
    private static let patience = 5

    private var journal: UploadJournal {
        UploadJournal(
            file: digest, agreement: agreement, node: node.node, member: node.member, in: node.session.stateFolder)
    }

    /// - Returns: the path of the complete upload.
    func run(_ meter: Meter) async throws -> UploadID {
        var state = try await begun()
        var piece = Self.smallest
        var failures = 0
        meter.set(total: size)
        meter.set(done: state.offset)
        while state.offset < size {
            try Task.checkCancellation()
            let end = min(size, state.offset + piece)
            do {
                let next = try await node.client.append(
                    file: file, range: state.offset..<end, to: state.location, completes: end == size,
                    progress: { meter.set(done: $0) })
                guard next.offset > state.offset, next.offset <= size else { throw Self.wrongOffset }
                state = next
                piece = min(piece * 2, Self.largest)
                failures = 0
            } catch let failure as NodeFailure where Self.canGoOn(failure) {
                failures += 1
                guard failures < Self.patience else { throw failure }
                piece = Self.smallest
                try await Task.sleep(for: Self.pause(failures))
                state = try await stood(at: state, failures)
            }
            meter.set(done: state.offset)
        }
        return try UploadID(parsing: String(state.location.dropFirst("/v1/uploads/".count)))
    }

    /// Called when the receipt is here: there is nothing left to continue.
    func finish() {
        journal.forget()
    }

    /// The upload of an earlier try if the node still has it, else a new one.
    private func begun() async throws -> UploadState {
        if let location = journal.location {
            if let state = try await standing(location) { return state }
            journal.forget()
        }
        let state = try await node.client.createUpload(
            at: Routes.uploads.path(agreement), length: size, reprDigest: digest.reprDigest)
        guard state.location.hasPrefix("/v1/uploads/"), state.offset <= size else { throw Self.wrongOffset }
        try journal.remember(state.location)
        return state
    }

    /// How far an upload has come; nil if the node has forgotten it, which is no reason not to begin again.
    private func standing(_ location: String) async throws(NodeFailure) -> UploadState? {
        do throws(NodeFailure) {
            let state = try await node.client.uploadState(of: location)
            return state.offset <= size ? state : nil
        } catch {
            // Anything else passes, and then the upload is still there.
            if error.status == 404 || error.status == 410 { return nil }
            throw error
        }
    }

    /// Asks where it stands after a failure; while nobody answers, it is believed to stand where it stood.
    private func stood(at state: UploadState, _ failures: Int) async throws -> UploadState {
        do {
            let now = try await node.client.uploadState(of: state.location)
            guard now.offset <= size else { throw Self.wrongOffset }
            return now
        } catch let error as NodeFailure {
            let mayPass = error.code.exit == .tryAgain && (error.status ?? 500) >= 500
            guard mayPass, failures < Self.patience else { throw error }
            return state
        }
    }

    /// The link failed, or another try of ours moved the offset: ask where it stands, and go on.
    private static func canGoOn(_ failure: NodeFailure) -> Bool {
        failure.code.exit == .tryAgain || failure.code.name == "exchange.upload.offset"
    }

    static func pause(_ failures: Int) -> Duration {
        // A second at first, then two, four, eight; a little off each, so that many do not come back at once.
        .milliseconds((500 << min(failures, 4)) + Int.random(in: 0..<500))
    }

    private static let wrongOffset = OnlineError(
        .onlineNodeAnswer, "The node's answer about the upload cannot be: its offset or address is wrong.",
        next: "Run the same command again; if it stays so, tell the operator of the node.")
}

extension Digest {
    /// As `Repr-Digest` writes it (RFC 9530).
    var reprDigest: String { "sha-256=:\(Data(bytes).base64EncodedString()):" }
}
