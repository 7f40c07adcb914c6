import Foundation
import Glibc

/// What the streams of this process are connected to.
enum Terminal {
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    static func isTerminal(_ stream: Int32) -> Bool { isatty(stream) == 1 }

    /// Whether colour may be used on a stream (https://no-color.org).
    static func isColoured(_ stream: Int32) -> Bool {
        let environment = ProcessInfo.processInfo.environment
        return isTerminal(stream) && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Asks for a secret on the terminal, without showing what is typed.
    ///
    /// - Returns: nil if nothing was typed.
    static func askSecretly(_ question: String) -> String? {
        guard let typed = unsafe getpass(question) else { return nil }
        let text = unsafe String(cString: typed)
        unsafe memset(typed, 0, strlen(typed))
        return text.isEmpty ? nil : text
    }
}
