import Custody
import Foundation
import Glibc
import Synchronization
import TestKit
import Testing
import Vocabulary

/// Who asks while the cosigner is killed, and what they were answered.
private final class Asking: Sendable {
    private struct State {
        var answers: [Checkpoint] = []
        var strange: [String] = []
        var cutOff = 0
        var isOver = false
    }

    private let log: HostLog
    private let key: VerifierKey
    private let state = Mutex(State())

    init(log: HostLog, key: VerifierKey) {
        self.log = log
        self.key = key
    }

    var answers: [Checkpoint] { state.withLock { $0.answers } }
    /// What was answered with 200 and is no cosignature.
    var strange: [String] { state.withLock { $0.strange } }
    var cutOff: Int { state.withLock { $0.cutOff } }

    func begin() { state.withLock { $0.isOver = false } }
    func end() { state.withLock { $0.isOver = true } }

    /// Asks until it is over, mostly as an honest log would, and sometimes in the middle of somebody else's asking.
    func ask(_ caller: Curl.Caller, _ generator: SeededGenerator) {
        var chance = generator
        var last = 0
        while !state.withLock({ $0.isOver }) {
            let to = min(log.entries, last + Int.random(in: 0...3, using: &chance))
            let branch = Int.random(in: 0..<log.branches, using: &chance)
            guard let request = try? log.request(last, to, branch),
                let answer = try? caller.send("POST", RunningCosigner.path, body: request.bytes)
            else {
                state.withLock { $0.cutOff += 1 }
                continue
            }
            switch answer.status {
            case 200:
                guard let lines = try? SignatureLines.parse(answer.body), lines.count == 1,
                    let cosigned = try? log.checkpoint(to, branch).adding(lines),
                    cosigned.signatures(by: key).count == 1
                else {
                    state.withLock { $0.strange.append(answer.text) }
                    continue
                }
                state.withLock { $0.answers.append(cosigned.checkpoint) }
                last = to
            case 409: last = Int(answer.text.dropLast()) ?? 0
            default: break
            }
        }
    }
}

/// The real cosigner, killed: at any moment while many ask at once, and exactly between storing and answering.
@Suite("A cosigner that is killed")
struct CosignerKillTests {
    private static let kills = 12
    private static let askers = 5

    @Test("Asked by several hosts' views at once and killed again and again, all that it ever answered is one log")
    func anyMoment() throws {
        let cosigner = try RunningCosigner()
        let log = try CosigningSample.log(in: cosigner.workspace, entries: 250, forks: [3, 20, 60, 120])
        let key = try cosigner.verifier()
        let seed = UInt64.random(in: .min ... .max)
        print("CosignerKillTests: seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let asking = Asking(log: log, key: key)
        for round in 1...Self.kills {
            try cosigner.start()
            let process = try #require(cosigner.process)
            let before = asking.answers.count
            let pause = UInt32.random(in: 0...200_000, using: &chance)
            let caller = cosigner.caller()
            let askers = DispatchGroup()
            asking.begin()
            for _ in 0..<Self.askers {
                let seed = chance.next()
                askers.enter()
                // A thread each: what waits for an answer must not keep another from asking.
                Thread.detachNewThread {
                    asking.ask(caller, SeededGenerator(seed: seed))
                    askers.leave()
                }
            }
            // Not before something was answered in this round, however slow the machine is.
            let isAnswered = Result { try wait(for: "an answer in round \(round)") { asking.answers.count > before } }
            usleep(pause)
            kill(process.processIdentifier, SIGKILL)
            asking.end()
            askers.wait()
            try isAnswered.get()
            cosigner.end(SIGKILL)
            let all = asking.answers
            #expect(asking.strange.isEmpty, "seed \(seed), round \(round): \(asking.strange)")
            #expect(log.areOneLog(all), "seed \(seed), round \(round)")
            // What is stored is never behind what was answered.
            let stored = try #require(try cosigner.stored())
            #expect(log.areOneLog(all + [stored.checkpoint]), "seed \(seed), round \(round)")
            #expect(stored.checkpoint.size >= all.map(\.size).max() ?? 0, "seed \(seed), round \(round)")
        }
        let all = asking.answers
        #expect(all.count >= Self.kills)
        print(
            """
            CosignerKillTests: \(Self.kills) kills, \(all.count) answers, up to \(all.map(\.size).max() ?? 0) entries, \
            \(asking.cutOff) requests cut off
            """)
    }

    enum Moment: String, CaseIterable {
        /// The new checkpoint is written, and has not its name yet.
        case beforeRename
        /// It is on the disk, and nothing was answered.
        case beforeAnswer
    }

    @Test("Killed between storing and answering, it goes on from what it stored", arguments: Moment.allCases)
    func exactly(_ moment: Moment) throws {
        let cosigner = try RunningCosigner()
        try cosigner.start()
        let log = try CosigningSample.log(in: cosigner.workspace)
        #expect(try cosigner.add(try log.request(0, 5)).status == 200)

        // A debugger holds the process at a system call, for as long as it takes to kill it there.
        let held =
            switch moment {
            case .beforeRename: ["-e", "trace=rename", "-e", "inject=rename:delay_enter=600s"]
            // The file was synced first, and now the folder that names it.
            case .beforeAnswer: ["-e", "trace=fsync", "-e", "inject=fsync:delay_exit=600s:when=2"]
            }
        let process = try #require(cosigner.process)
        let tracer = try begin(
            "strace", ["-f", "-o", "calls", "-p", "\(process.processIdentifier)"] + held, "tracer", in: cosigner)
        try wait(for: "strace to hold the process") {
            guard tracer.isRunning else { throw Answered.Missing(what: "strace: \(try said("tracer", cosigner))") }
            return try said("tracer", cosigner).contains("attached")
        }
        let asked = try log.request(5, 9)
        try cosigner.workspace.write(asked.bytes, to: "asked")
        let identity = "pki/kh/node-phnom-penh-tls.pem"
        let asker = try begin(
            "curl",
            [
                "-sS", "-k", "--cert", identity, "--key", identity, "--data-binary", "@asked",
                cosigner.address + RunningCosigner.path,
            ], "answer", in: cosigner)
        try wait(for: "the process to stand at the call") {
            switch moment {
            case .beforeRename: try said("calls", cosigner).contains("rename(")
            case .beforeAnswer:
                try said("calls", cosigner).components(separatedBy: "fsync(").count > 2
            }
        }
        #expect(asker.isRunning)
        // It dies where it stands, once the debugger is gone that holds it.
        kill(process.processIdentifier, SIGKILL)
        kill(tracer.processIdentifier, SIGKILL)
        tracer.waitUntilExit()
        cosigner.end(SIGKILL)
        asker.waitUntilExit()
        #expect(asker.terminationStatus != 0)
        #expect(!(try said("answer", cosigner).contains("saksi/th/cosigner")))

        let stands = moment == .beforeRename ? 5 : 9
        #expect(try cosigner.stored()?.checkpoint.size == stands)
        try cosigner.start()
        // The host tries another tree, from wherever it can; it parts from the first one at entry 7.
        for from in [5, 9] {
            for to in [9, 12] where from <= to && (stands == 9 || from == 9) {
                #expect(try cosigner.add(try log.request(from, to, 1)).status >= 400, "from \(from) to \(to)")
            }
        }
        let again = try cosigner.add(asked)
        #expect(again.status == (stands == 5 ? 200 : 409))
        if stands == 9 { #expect(again.body == Array("9\n".utf8)) }
        #expect(try cosigner.add(try log.request(9, 9)).status == 200)
        #expect(try cosigner.add(try log.request(9, 12)).status == 200)
        #expect(try cosigner.add(try log.request(12, 14, 1)).status == 422)
        let left = try FileManager.default.contentsOfDirectory(atPath: cosigner.workspace("data/logs"))
        #expect(left.count == 1)
    }

    /// Starts a program, and does not wait; what it says goes to a file.
    private func begin(
        _ name: String, _ arguments: [String], _ output: String, in cosigner: RunningCosigner
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Tool.path(of: name))
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: cosigner.workspace.path)
        process.standardInput = FileHandle.nullDevice
        try cosigner.workspace.write("", to: output)
        let file = FileHandle(forWritingAtPath: cosigner.workspace(output))
        process.standardOutput = file
        process.standardError = file
        try process.run()
        return process
    }

    private func said(_ output: String, _ cosigner: RunningCosigner) throws -> String {
        String(decoding: (try? cosigner.workspace.read(output)) ?? [], as: UTF8.self)
    }
}
