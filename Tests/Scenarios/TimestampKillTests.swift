import Foundation
import Glibc
import Seal
import Synchronization
import TestKit
import Testing
import Vocabulary

/// What an authority answered, and when it was asked.
private struct GivenStamp: Sendable {
    let serial: UInt64
    let time: Instant
    let asked: ContinuousClock.Instant
    let answered: ContinuousClock.Instant
}

/// Who asks one authority after the other.
private final class Stamping: Sendable {
    private struct State {
        var given: [GivenStamp] = []
        var strange: [String] = []
        var isOver = false
    }

    private let state = Mutex(State())

    var given: [GivenStamp] { state.withLock { $0.given } }
    /// What was answered and is no token.
    var strange: [String] { state.withLock { $0.strange } }

    func begin() { state.withLock { $0.isOver = false } }
    func end() { state.withLock { $0.isOver = true } }

    func ask(_ address: String) {
        let digest = Digest(ofText: address)
        while !state.withLock({ $0.isOver }) {
            guard let workspace = try? Workspace(),
                let request = try? TimestampRequest(over: digest, randomness: SystemRandomness()),
                (try? workspace.write(request.der, to: "query")) != nil
            else { continue }
            let asked = ContinuousClock.now
            let outcome = try? Tool.run(
                "curl",
                [
                    "-sS", "--fail", "--data-binary", "@query", "-H", "Content-Type: application/timestamp-query",
                    "-o", "reply", address,
                ], in: workspace.path)
            let answered = ContinuousClock.now
            guard outcome?.status == 0, let reply = try? workspace.read("reply") else { continue }
            do {
                let token = try request.token(inReply: reply, now: SystemTimekeeper().now)
                let serial = try Answered.unwrap(UInt64(token.serial, radix: 16), token.serial)
                state.withLock {
                    $0.given.append(GivenStamp(serial: serial, time: token.time, asked: asked, answered: answered))
                }
            } catch let error as SealError where error.code == .timestampUnavailable {
                // Begun again within a second it has a second to wait until the clock is behind all that it noted.
                usleep(100_000)
            } catch {
                state.withLock { $0.strange.append("\(error)") }
            }
        }
    }
}

/// `saksid tsa`, killed again and again: at any moment, and at the very calls by which it notes down what it gives.
@Suite("A time-stamping authority that is killed")
struct TimestampKillTests {
    private static let rounds = 16
    private static let askers = 3

    /// The call at which a debugger kills the process; of the first ones that are made when something is noted.
    private func killing(_ round: Int) -> [String]? {
        switch round % 4 {
        // What is noted is written, and has not its name yet.
        case 0: ["-e", "trace=rename", "-e", "inject=rename:signal=KILL:when=\(1 + round / 4 % 3)"]
        // It has its name, and nothing was answered.
        case 2: ["-e", "trace=fsync", "-e", "inject=fsync:signal=KILL:when=\(2 + round / 4 % 3)"]
        default: nil
        }
    }

    @Test("No serial number is ever given twice, and no time before one that was answered already")
    func killed() throws {
        let workspace = try Workspace()
        try FileManager.default.copyItem(atPath: try RunningExchange.certificates, toPath: workspace("pki"))
        try workspace.write(
            """
            format: saksi-tsa/1
            data: tsa-data
            listen: { host: 127.0.0.1, port: 0 }
            authority: { identity: pki/th/tsa-main.pem, policy: 2.999.3161.1 }

            """, to: "tsa.yaml")
        let seed = UInt64.random(in: .min ... .max)
        var chance = SeededGenerator(seed: seed)
        let stamping = Stamping()
        var noted: [String] = []
        for round in 0..<Self.rounds {
            let held = killing(round)
            let process = try start(in: workspace, under: held)
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            var address: String?
            try wait(for: "the authority to listen in round \(round)") {
                address = Self.address(try workspace.read("tsa.log"))
                return address != nil || !process.isRunning
            }
            if let address {
                let askers = DispatchGroup()
                stamping.begin()
                let before = stamping.given.count
                for _ in 0..<Self.askers {
                    askers.enter()
                    Thread.detachNewThread {
                        stamping.ask(address)
                        askers.leave()
                    }
                }
                if held == nil {
                    let isAnswered = Result { try wait(for: "an answer") { stamping.given.count > before } }
                    usleep(UInt32.random(in: 0...1_200_000, using: &chance))
                    kill(process.processIdentifier, SIGKILL)
                    try isAnswered.get()
                } else {
                    try wait(for: "the debugger to kill it in round \(round)") { !process.isRunning }
                }
                stamping.end()
                askers.wait()
            }
            process.waitUntilExit()
            #expect(stamping.strange.isEmpty, "seed \(seed), round \(round): \(stamping.strange)")
            noted.append(String(decoding: (try? workspace.read("tsa-data/issued")) ?? [], as: UTF8.self))
        }
        let given = stamping.given
        #expect(Set(given.map(\.serial)).count == given.count, "seed \(seed)")
        let wrong = given.flatMap { one in
            given.filter {
                one.answered < $0.asked && (one.serial >= $0.serial || one.time > $0.time)
            }
        }
        #expect(wrong.isEmpty, "seed \(seed)")
        // What was answered was noted down before.
        let last = try #require(noted.last?.split(separator: " ").first.flatMap { UInt64($0) })
        #expect(given.allSatisfy { $0.serial < last }, "seed \(seed): \(noted)")
        #expect(given.count >= Self.rounds / 2 && Set(noted).count >= Self.rounds / 2, "seed \(seed): \(noted)")
        print("TimestampKillTests: seed \(seed), \(Self.rounds) kills, \(given.count) time-stamps")
    }

    private func start(in workspace: Workspace, under calls: [String]?) throws -> Process {
        let process = Process()
        let program = [RunningExchange.programs + "/saksid", "tsa", "--config", "tsa.yaml"]
        let words = calls.map { ["strace", "-f", "-qq", "-o", "calls"] + $0 + program } ?? program
        process.executableURL = URL(fileURLWithPath: try Tool.path(of: words[0]))
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: workspace.path)
        process.standardInput = FileHandle.nullDevice
        try workspace.write("", to: "tsa.log")
        let output = FileHandle(forWritingAtPath: workspace("tsa.log"))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }

    private static func address(_ said: [UInt8]) -> String? {
        String(decoding: said, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .lazy.compactMap { line in line.range(of: "stamps at ").map { String(line[$0.upperBound...]) } }.first
    }
}
