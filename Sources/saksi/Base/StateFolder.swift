import Foundation

/// Where this program keeps what it must remember between two runs: `$XDG_STATE_HOME/saksi`, else below `~/.local`.
enum StateFolder {
    static func path(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let configured = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (configured ?? (environment["HOME"] ?? "") + "/.local/state") + "/saksi"
    }
}
