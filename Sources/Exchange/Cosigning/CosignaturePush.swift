import Custody
import Store
package import Vocabulary

/// Sends the checkpoints of this node's logs to one cosigner, and keeps what it signs.
///
/// It runs beside everything else: what is committed never waits for it, and what is committed while it asks goes with the
/// next question. `docs/spec/custody-log.md`, “How a node collects cosignatures”.
package actor CosignaturePush {
    package nonisolated let cosigner: Identity
    private let node: ExchangeNode
    private let question: CosignerQuestion
    private let randomness: any Randomness
    private let onNotice: @Sendable (CosigningNotice) -> Void

    private var stands: [LogOrigin: Stand] = [:]
    /// How often in a row nobody answered, and until when nobody is asked.
    private var unanswered = 0
    private var restsUntil: ContinuousClock.Instant?
    private var signed = 0
    /// What was said last of each log, and under nil of the cosigner.
    private var told: [LogOrigin?: String] = [:]

    /// So much time lies between two rounds, for what is committed shortly after each other.
    private static let pace = Duration.milliseconds(250)

    /// How a log stands with the cosigner.
    private struct Stand {
        /// The size up to which its signature is kept here.
        var kept = 0
        /// The size from which it is asked: where it stands, as far as is known.
        var from = 0
        var failures = 0
        var notBefore: ContinuousClock.Instant?
        var isStopped = false
        /// At the start it is asked also where nothing is new: it may stand further than a log that was brought back.
        var isFirst = false
    }

    /// The question or the answer did not arrive.
    private struct Unanswered: Error {
        let reason: String
    }

    /// - Parameters:
    ///   - ask: sends a body to it.
    ///   - onNotice: told of what the operator has to know.
    /// - Throws: `exchange.cosigner.key` if the trust list has no key of it, `exchange.cosigner.own-log` if it is of the
    ///   node's own party.
    package init(
        to cosigner: Identity, of node: ExchangeNode, randomness: any Randomness = SystemRandomness(),
        onNotice: @escaping @Sendable (CosigningNotice) -> Void = { _ in }, ask: @escaping CosignerQuestion
    ) async throws {
        guard cosigner.party != node.node.party else {
            throw ExchangeError(
                .cosignerOwnLog, "\(cosigner) is of the party that runs this node, and so counts for nobody.",
                next: "Take it out of “cosigners”; a cosigner of another party has to sign for these logs.")
        }
        guard try await node.cosigners().contains(where: { $0.identity == cosigner }) else {
            throw ExchangeError(
                .cosignerKey, "The trust list gives no key for \(cosigner).",
                next: "Get the current trust list, or take it out of “cosigners”.")
        }
        self.cosigner = cosigner
        self.node = node
        self.randomness = randomness
        self.onNotice = onNotice
        question = ask
    }

    /// Asks after every commit, and again where it did not come to an answer, until the task is cancelled.
    package func run() async {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let commits = await node.commits.listen()
        let forwarding = Task { for await _ in commits { wake.yield() } }
        var timer: Task<Void, Never>?
        for await _ in wakes {
            timer?.cancel()
            if let pause = await round(at: .now) {
                timer = Task { if (try? await Task.sleep(for: pause)) != nil { wake.yield() } }
            }
            try? await Task.sleep(for: Self.pace)
        }
        forwarding.cancel()
        timer?.cancel()
    }

    /// Asks once for each log that has something new and whose time has come.
    /// - Returns: after how long there is something to try again; nil if only a commit changes anything.
    func round(at now: ContinuousClock.Instant) async -> Duration? {
        if let restsUntil, now < restsUntil { return restsUntil - now }
        let logs = await node.logs(concerning: cosigner.party)
        do throws(Unanswered) {
            for log in logs { try await push(log, at: now) }
            if unanswered > 0 { say(.over, "\(cosigner) answers again", of: nil) }
            (unanswered, restsUntil) = (0, nil)
        } catch {
            unanswered += 1
            let pause = RetryPause.after(unanswered, randomness)
            restsUntil = now + pause
            say(.trouble, "\(cosigner) cannot be asked for cosignatures: \(error.reason)", of: nil)
            return pause
        }
        return stands.values.filter { !$0.isStopped }.compactMap(\.notBefore).min().map { max(.zero, $0 - now) }
    }

    private func push(_ log: LogReading, at now: ContinuousClock.Instant) async throws(Unanswered) {
        var stand: Stand
        if let known = stands[log.origin] { stand = known } else { stand = await firstStand(of: log) }
        guard !stand.isStopped, stand.notBefore.map({ $0 <= now }) ?? true else { return }
        stand.notBefore = nil
        do {
            try await ask(for: log, &stand, at: now)
            stands[log.origin] = stand
        } catch let silence as Unanswered {
            stands[log.origin] = stand
            throw silence
        } catch {
            let failure = error as? any Failure
            later(&stand, at: now, log, failure.map { "\($0.reason) \($0.nextStep)" } ?? "the log could not be read")
            stands[log.origin] = stand
        }
    }

    /// What is kept here of what the cosigner signed, before it was ever asked by this process.
    private func firstStand(of log: LogReading) async -> Stand {
        let key = try? await node.cosigners().first { $0.identity == cosigner }?.key.text
        let row = key.flatMap { try? log.register.lastCosignature(log.key, by: $0) }
        let size = row.map { Int($0.size) } ?? 0
        return Stand(kept: size, from: size, isFirst: true)
    }

    private func ask(for log: LogReading, _ stand: inout Stand, at now: ContinuousClock.Instant) async throws {
        // A cosigner that stands elsewhere says where; from there it is asked once more.
        var isCorrected = false
        while true {
            let newest = try log.checkpoint()
            let size = newest.checkpoint.size
            guard size > stand.kept || stand.isFirst else { return }
            let request =
                stand.from == size
                ? try AddCheckpoint(oldSize: size, proof: [], checkpoint: newest)
                : try AddCheckpoint(from: stand.from, to: newest, tiles: log.tile)
            switch try await answer(to: request.bytes) {
            case .signed(let bytes):
                return try await take(bytes, newest, of: log, &stand)
            case .stands(let there):
                let present = try log.checkpoint().checkpoint.size
                guard there <= present else {
                    return stop(
                        &stand, log,
                        "stands at \(there.counted("entry", "entries")), and the log has \(present): entries were lost, or an old backup was restored"
                    )
                }
                guard !isCorrected else {
                    return later(&stand, at: now, log, "It names another size each time that it is asked.")
                }
                isCorrected = true
                stand.from = there
            case .refused(422, _):
                return stop(
                    &stand, log,
                    "signed a log of \(stand.from.counted("entry", "entries")) that this one does not continue: it was changed since, or restored and written on"
                )
            case .refused(let status, let reason):
                let isForOperators = [400, 403, 404].contains(status)
                return later(
                    &stand, at: now, log, "It answered \(status): \(reason)",
                    after: isForOperators ? RetryPause.long : nil)
            }
        }
    }

    private func answer(to body: [UInt8]) async throws(Unanswered) -> CosignerAnswer {
        do {
            return try await question(body)
        } catch {
            throw Unanswered(reason: (error as? any Failure)?.reason ?? "the connection failed")
        }
    }

    private func take(
        _ bytes: [UInt8], _ checkpoint: SignedCheckpoint, of log: LogReading, _ stand: inout Stand
    ) async throws {
        let signers = try await node.keep(try SignatureLines.parse(bytes), over: checkpoint, of: log)
        guard signers.contains(cosigner) else {
            throw ExchangeError(
                .cosignerAnswer, "The answer of \(cosigner) holds no signature by the key that the trust list gives.",
                next: "Ask its operator which key it signs with; see that both sides have the current trust list.")
        }
        let size = checkpoint.checkpoint.size
        if told[log.origin] != nil { say(.over, "\(cosigner) signs the log \(log.origin) again", of: log.origin) }
        stand = Stand(kept: size, from: size)
        signed += 1
    }

    /// - Parameter pause: if another one than that of repeated failures.
    private func later(
        _ stand: inout Stand, at now: ContinuousClock.Instant, _ log: LogReading, _ reason: String,
        after pause: Duration? = nil
    ) {
        stand.failures += 1
        stand.notBefore = now + (pause ?? RetryPause.after(stand.failures, randomness))
        say(.trouble, "\(cosigner) did not sign the log \(log.origin). \(reason)", of: log.origin)
    }

    private func stop(_ stand: inout Stand, _ log: LogReading, _ what: String) {
        stand.isStopped = true
        say(
            .stopped,
            "\(cosigner) \(what). The log \(log.origin) is sent there no more. Stop the node, keep its folder as it is, and compare with the newest backup",
            of: log.origin)
    }

    private func say(_ kind: CosigningNotice.Kind, _ sentence: String, of log: LogOrigin?) {
        // Whoever is told to end loses connections.
        guard !Task.isCancelled, told[log] != sentence else { return }
        told[log] = kind == .over ? nil : sentence
        onNotice(CosigningNotice(cosigner: cosigner, log: log?.text, kind: kind, sentence: sentence))
    }

    package var figures: CosigningFigures {
        get async {
            var lag = 0
            for log in await node.logs(concerning: cosigner.party) {
                let size = (try? log.checkpoint().checkpoint.size) ?? 0
                lag += max(0, size - (stands[log.origin]?.kept ?? 0))
            }
            return CosigningFigures(
                cosigner: cosigner, lag: lag, stopped: stands.values.count { $0.isStopped }, unanswered: unanswered,
                signed: signed)
        }
    }
}
