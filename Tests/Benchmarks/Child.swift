import Foundation
import Glibc

/// A program that runs to its end, with what it cost.
struct Child {
    struct Outcome {
        let seconds: Double
        /// The largest resident set, in bytes. The kernel counts from before the program's first instruction, so this can
        /// never be less than what the benchmark itself holds, which is some 50 MB.
        let peakMemory: Int
        let output: String
    }

    let program: String
    let arguments: [String]
    /// Where output is collected.
    let ground: Ground

    /// - Throws: `BenchmarkFailure` with what the program said, unless it ends with status 0.
    func run() throws -> Outcome {
        let output = ground("child.out")
        let errors = ground("child.err")
        let begun = ContinuousClock.now
        let number = try start(output: output, errors: errors)
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(number, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw BenchmarkFailure("\(program) could not be waited for.") }
        }
        let seconds = (ContinuousClock.now - begun).inSeconds
        let said = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
        guard status == 0 else {
            let complaint = String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
            throw BenchmarkFailure(
                "\(program) \(arguments.first ?? "") ended with status \(status): "
                    + (complaint + said).prefix(2000))
        }
        return Outcome(seconds: seconds, peakMemory: usage.ru_maxrss * 1024, output: said)
    }

    /// Starts the program and does not wait.
    /// - Returns: its process id.
    func start(output: String, errors: String) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let fresh = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, fresh, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, fresh, 0o600)

        // The program begins with no signal blocked: shells wait for their jobs by a signal.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var environment = ProcessInfo.processInfo.environment
        // Nobody's own profile or configuration takes part.
        environment["HOME"] = ground.folder
        environment["LC_ALL"] = "C.UTF-8"
        for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "CURL_HOME"] { environment[name] = nil }
        let words = unsafe CStrings([program] + arguments)
        let settings = unsafe CStrings(environment.map { "\($0)=\($1)" })
        defer {
            unsafe words.free()
            unsafe settings.free()
        }
        var number: pid_t = 0
        let failure = unsafe posix_spawn(&number, program, &actions, &attributes, words.pointers, settings.pointers)
        guard failure == 0 else { throw BenchmarkFailure("\(program) could not be started (\(failure)).") }
        return number
    }

    /// Asks a started program to end, and waits until it has.
    static func end(_ number: pid_t) {
        kill(number, SIGTERM)
        var status: Int32 = 0
        while unsafe waitpid(number, &status, 0) < 0, errno == EINTR {}
    }

    /// The largest resident set so far of a program that still runs, in bytes.
    static func peakMemory(of number: pid_t) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) * 1024
    }
}

/// Words as C expects them: each ended by a zero byte, the list by a null pointer.
@unsafe private struct CStrings {
    private(set) var pointers: [UnsafeMutablePointer<CChar>?]

    init(_ words: [String]) {
        unsafe pointers = unsafe words.map { unsafe strdup($0) } + [nil]
    }

    func free() {
        unsafe pointers.forEach { unsafe Glibc.free($0) }
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
