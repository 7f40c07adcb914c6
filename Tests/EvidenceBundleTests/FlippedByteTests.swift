import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Flipped bytes")
struct FlippedByteTests {
    @Test("One bit flipped in any byte of a bundle is found, and the report says where")
    func everyByte() async throws {
        let bench = try Bench()
        try bench.workspace.write("x", to: "one/a.txt")
        try await bench.packer().pack(try bench.order(bench("one")), to: bench("bundle.asice"))
        let bytes = try bench.workspace.read("bundle.asice")
        let entries = try UnverifiedBundle(path: bench("bundle.asice")).entries
        let request = VerificationRequest(trust: nil, time: .now(bench.now))
        // Without a trust list: what finds a changed byte must not need one.
        let missed = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<2 {
                let name = "flipped-\(worker).asice"
                let path = try bench.workspace.write(bytes, to: name)
                group.addTask {
                    let file = try #require(FileHandle(forUpdatingAtPath: path))
                    var missed: [String] = []
                    for position in stride(from: worker, to: bytes.count, by: 2) {
                        try file.seek(toOffset: UInt64(position))
                        try file.write(contentsOf: [bytes[position] ^ 1 << UInt8(position % 8)])
                        if let what = try await Self.missing(path, request, position, entries) { missed.append(what) }
                        try file.seek(toOffset: UInt64(position))
                        try file.write(contentsOf: [bytes[position]])
                    }
                    return missed
                }
            }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(missed.isEmpty, "\(missed.prefix(10))")
    }

    /// - Returns: why the flip at `position` was not found properly; nil if it was.
    ///
    /// Reading the container and measuring its contents must find every flip. Verification does both, and much more;
    /// in a build without optimisation it is tried at every eleventh byte only.
    private static func missing(
        _ path: String, _ request: VerificationRequest, _ position: Int, _ entries: [ContainerEntry]
    ) async throws -> String? {
        guard let bundle = try? UnverifiedBundle(path: path) else { return nil }
        if position.isMultiple(of: 11) {
            let verification = await bundle.verify(request)
            guard verification.report.exit == .evidence else { return "byte \(position) was not found by verification" }
        }
        var messages = bundle.faults.map(\.reason)
        if messages.isEmpty {
            let run = ContentRun(file: bundle.file, entries: bundle.measurable, expected: [:])
            messages = try await run.faults(nil).map(\.reason)
        }
        guard !messages.isEmpty else { return "byte \(position) was not found" }
        guard let entry = entries.first(where: { $0.contents <= position && Int64(position) < $0.end }) else {
            return nil
        }
        let name = entry.path.text
        return messages.contains { $0.contains(name) }
            ? nil : "byte \(position) of \(name) was found, but its place was not named"
    }
}
