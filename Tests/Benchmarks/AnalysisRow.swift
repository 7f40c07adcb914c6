import Foundation
import Policy
import Vocabulary

/// How long the tools for the people who write agreements take over the agreements of this project: the slowest counts.
struct AnalysisRow {
    let ground: Ground
    let scale: Scale

    /// Nobody should wait longer.
    private static let limit = 1.0
    private static let peer = "limit of one second for each agreement"

    /// `saksi agreement diff` of each agreement and two other versions of it: without its last clause, and with another
    /// last day, for which every action is gone through.
    func difference() throws -> Row {
        try row("agreement-diff") { file in
            let old = try Installation.agreements() + "/" + file
            return try versions(of: file).map { ["agreement", "diff", old, $0] }
        }
    }

    func check() throws -> Row {
        try row("agreement-check") { file in
            [["agreement", "check", try Installation.agreements() + "/" + file, "--on", "2026-05-10"]]
        }
    }

    private func row(_ name: String, _ runs: (String) throws -> [[String]]) throws -> Row {
        let saksi = try Installation.ours("saksi")
        let arguments = try files().flatMap(runs)
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                var slowest = 0.0
                var peak = 0
                for run in arguments {
                    let outcome = try Child(program: saksi, arguments: run, ground: ground).run()
                    slowest = max(slowest, outcome.seconds)
                    peak = max(peak, outcome.peakMemory)
                }
                return (slowest, peak)
            },
            peer: { (Self.limit, 0) })
        return Row(
            name, ours: result.ours, peer: Self.limit, peerName: Self.peer, unit: .seconds,
            peakMemory: result.peakMemory)
    }

    /// The agreements with members of their own.
    private func files() throws -> [String] {
        let folder = try Installation.agreements()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        let library = try PolicyLibrary(
            names.map { try PolicyDocument(reading: try Ground.read("\(folder)/\($0)"), file: $0) })
        let files = library.agreements.filter { !$0.roster.entries.isEmpty }.map { "\($0.id).yaml" }
        guard !files.isEmpty else { throw BenchmarkFailure("There is no agreement with members in \(folder).") }
        return files
    }

    /// Other versions of a file, each in a folder with all the others.
    private func versions(of file: String) throws -> [String] {
        let folder = try Installation.agreements()
        let text = String(decoding: try Ground.read("\(folder)/\(file)"), as: UTF8.self)
        // The examples are about the file as it is.
        let rules = text.range(of: "\nexamples:").map { String(text[..<$0.lowerBound]) + "\n" } ?? text
        let changed = [Self.withoutLastClause(rules), Self.withOtherEnd(rules)].filter { $0 != rules }
        return try changed.enumerated().map { number, text in
            let other = "\(file)-\(number)"
            try FileManager.default.copyItem(atPath: folder, toPath: ground(other))
            try ground.write(text, to: "\(other)/\(file)")
            return ground("\(other)/\(file)")
        }
    }

    private static func withoutLastClause(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let begun = lines.lastIndex(where: { $0.hasPrefix("  \"") && $0.hasSuffix("\":") }) else { return text }
        let end = lines[(begun + 1)...].firstIndex { !$0.hasPrefix("    ") } ?? lines.endIndex
        lines.removeSubrange(begun..<end)
        return lines.joined(separator: "\n")
    }

    private static func withOtherEnd(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.hasPrefix("in-force:") else { return String(line) }
            return String(line).replacing(/until: [0-9-]+/, with: "until: 2027-01-31")
        }.joined(separator: "\n")
    }
}
