import Glibc
import Vocabulary

/// A program that was started, until its end was seen.
actor ChildProcess {
    private let number: pid_t
    /// As a shell counts: the exit status, or 128 and the signal.
    private var status: Int32?

    /// Starts a program without input, whose output and errors go to two files.
    ///
    /// - Parameter folder: where it runs.
    /// - Throws: `demo.unexpected` if it cannot be started.
    init(
        _ program: String, _ arguments: [String], in folder: String, environment: [String: String], output: String,
        errors: String
    ) throws(DemoError) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let toWrite = O_WRONLY | O_CREAT | O_TRUNC
        var failed = unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        failed |= unsafe posix_spawn_file_actions_addopen(&actions, 1, output, toWrite, 0o600)
        failed |= unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, toWrite, 0o600)
        // What this program does about signals is not the business of the other one.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        failed |= unsafe posix_spawnattr_setsigmask(&attributes, &none)
        failed |= unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        failed |= unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
        var started: pid_t = 0
        if failed == 0 {
            // The shell goes to the folder, and becomes the program.
            let command = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder, program] + arguments
            failed = unsafe Self.withCStrings(command) { argv in
                unsafe Self.withCStrings(environment.map { "\($0)=\($1)" }) { envp in
                    unsafe posix_spawn(&started, "/bin/sh", &actions, &attributes, argv, envp)
                }
            }
        }
        guard failed == 0 else {
            throw DemoError(
                .demoUnexpected, "The program “\(program)” could not be started (error \(failed)).",
                next: "Check that it can be run, and that there is memory and room on the disk.")
        }
        number = started
    }

    /// How it ended; nil while it runs.
    func poll() -> Int32? {
        if status == nil {
            var raw: Int32 = 0
            let seen = unsafe waitpid(number, &raw, WNOHANG)
            if seen == number {
                status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + raw & 0x7F
            } else if seen < 0, errno != EINTR {
                status = -1
            }
        }
        return status
    }

    /// Nothing is sent once the end was seen: the number may be another's by then.
    func tell(_ signal: Int32) {
        if poll() == nil { kill(number, signal) }
    }

    /// Waits for the end, also in a task that was cancelled.
    func ended() async -> Int32 {
        await Task {
            while true {
                if let status = self.poll() { return status }
                try? await Task.sleep(for: .milliseconds(5))
            }
        }.value
    }

    /// Asks it to end, and waits until it has. One that will not is ended.
    func end(within patience: Duration = .seconds(10)) async {
        tell(SIGTERM)
        let impatience = Task {
            try await Task.sleep(for: patience)
            self.tell(SIGKILL)
        }
        _ = await ended()
        impatience.cancel()
    }

    private static func withCStrings(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        let copies = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe (copies + [nil]).withUnsafeBufferPointer { pointers in
            guard let first = pointers.baseAddress else { return EINVAL }
            return unsafe body(first)
        }
    }
}
