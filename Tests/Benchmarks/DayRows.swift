import Foundation
import Vocabulary

/// A day of one large case, replayed into a node, and then asked for as investigators and courts ask: the timeline of its
/// busiest bundle, a certificate of it, the check of that from its files alone, and the audit of everything.
///
/// What comes out is compared with what went in; how long it takes, with a limit.
struct DayRows {
    let ground: Ground
    let scale: Scale
    let packing: PackingRows

    static let names = ["day-timeline", "day-certificate", "day-verify", "day-audit"]

    /// In seconds: as long as somebody waits at a desk.
    private static let limit = 30.0

    func run() throws -> [Row] {
        let bundles = try submit()
        let seed = UInt64.random(in: 0...UInt64.max)
        FileHandle.standardError.write(Data("the day of the seed \(seed)\n".utf8))
        let rate = try Child(
            program: Installation.own,
            arguments: [
                "measure-day", ground.folder, String(scale.eventsOfDay), String(scale.bundlesOfDay), String(seed),
            ], ground: ground
        ).run().figures(1)[0]
        FileHandle.standardError.write(Data("\(Int(rate)) events a second entered the log\n".utf8))

        let node = try RunningServer.saksid(on: ground)
        var isRunning = true
        defer { if isRunning { node.stop() } }
        try writeProfile(node: node.address)
        let timeline = try saksi(["custody", "show", bundles[0], "--agreement", Ground.agreement, "--json"])
        // Beside the day's: submitted and accepted.
        let expected = (scale.eventsOfDay + CaseDay.busiest - 1) / CaseDay.busiest + 2
        try check(steps: timeline.output, are: expected)
        let certificate = try saksi([
            "custody", "certificate", bundles[0], "--agreement", Ground.agreement, "--out", ground("certificate"),
        ])
        node.stop()
        isRunning = false
        let verify = try saksi(["custody", "verify", ground("certificate")])
        let audit = try Child(
            program: try Installation.ours("saksid"), arguments: ["audit", "--config", ground("node.yaml")],
            ground: ground
        ).run()
        for name in ["node-data", "certificate", "day"] { ground.forget(name) }
        let limit = "limit of \(Int(Self.limit)) s"
        return [
            (Self.names[0], timeline, "\(expected) steps"), (Self.names[1], certificate, "\(expected) steps"),
            (Self.names[2], verify, "\(expected) steps"), (Self.names[3], audit, "\(scale.eventsOfDay) events"),
        ].map { name, outcome, size in
            Row(
                name, ours: outcome.seconds, peer: Self.limit, peerName: "\(limit), \(size)", unit: .seconds,
                peakMemory: outcome.peakMemory)
        }
    }

    /// Packs the exhibits of the case and submits them.
    /// - Returns: the bundles in the order in which they were accepted.
    private func submit() throws -> [String] {
        let node = try RunningServer.saksid(on: ground)
        defer { node.stop() }
        try writeProfile(node: node.address)
        return try (0..<scale.bundlesOfDay).map { number in
            let folder = "day/\(number)"
            _ = try packing.data.small(
                folder, count: scale.exhibitsOfDay / scale.bundlesOfDay, size: scale.smallFile)
            _ = try packing.pack(ground(folder), as: "\(folder).asice")
            _ = try saksi(["submit", ground("\(folder).asice"), "--receipt", ground("\(folder).receipt")])
            return try Statements.Packed(ground("\(folder).asice")).id.text
        }
    }

    private func saksi(_ arguments: [String]) throws -> Child.Outcome {
        try Child(
            program: try Installation.ours("saksi"), arguments: arguments + ["--profile", ground("profile.yaml")],
            ground: ground
        ).run()
    }

    private func writeProfile(node: String) throws {
        try ground.write(
            """
            node: \(node)
            node-identity: kh/node/phnom-penh
            identity: pki/kh/ahtjpp-0101.pem
            trust: pki/trust.yaml
            agreements: agreements
            offset: "+07:00"

            """, to: "profile.yaml")
    }

    private struct Timeline: Decodable {
        struct Step: Decodable { let index: Int }
        let steps: [Step]
    }

    private func check(steps output: String, are expected: Int) throws {
        let steps = try JSONDecoder().decode(Timeline.self, from: Data(output.utf8)).steps.map(\.index)
        guard steps.count == expected, zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw BenchmarkFailure("The timeline has \(steps.count) steps, and \(expected) went in.")
        }
    }
}
