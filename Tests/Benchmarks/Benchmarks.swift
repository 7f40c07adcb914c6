import ArgumentParser
import Exchange
import Foundation
import Glibc

/// `benchmarks`: our work beside a peer's, on the same data, in the same run. `docs/benchmarks.md` explains the rows.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measure saksi beside other programs on the same data.",
        discussion: "Prints a table. A ratio above 1 means that ours is better; docs/benchmarks.md explains the rows.",
        subcommands: [
            MeasureCustody.self, MeasureGrowth.self, MeasureProofs.self, MeasureDay.self, MeasureDecisions.self,
        ])

    @Flag(help: "An array of rows instead of the table.")
    var json = false
    @Flag(help: "Small data, three rounds, less than two minutes.")
    var quick = false
    @Option(help: ArgumentHelp("Only these rows, separated by commas.", valueName: "names"))
    var rows: String?
    @Option(help: ArgumentHelp("Measured rounds of each row.", valueName: "number"))
    var rounds: Int?
    @Option(help: ArgumentHelp("Where the data of the run lies: the disk that is measured.", valueName: "folder"))
    var folder: String = FileManager.default.temporaryDirectory.path
    @Flag(help: "Name the rows, and measure nothing.")
    var list = false

    func run() async throws {
        let wanted = try chosen()
        if list {
            for group in wanted { print(group.names.joined(separator: "\n")) }
            return
        }
        let ground = try Ground(in: folder)
        defer { ground.remove() }
        try ground.prepareExchange()
        let scale = Scale(quick: quick, rounds: rounds)
        let suite = Suite(ground: ground, scale: scale)
        var measured: [Row] = []
        var missing = 0
        for group in wanted {
            // Gigabytes are nothing quick.
            if group == .memory, quick { continue }
            do {
                FileHandle.standardError.write(Data("measuring \(group.names.joined(separator: ", "))\n".utf8))
                measured += try suite.measure(group).filter { isWanted($0.name) }
            } catch {
                missing += 1
                FileHandle.standardError.write(Data("left out \(group.names.joined(separator: ", ")): \(error)\n".utf8))
            }
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(measured), as: UTF8.self))
        } else {
            print(Table(measured).text)
        }
        if missing > 0 { throw ExitCode(1) }
    }

    private func isWanted(_ name: String) -> Bool {
        rows.map { $0.split(separator: ",").contains { $0 == name } } ?? true
    }

    private func chosen() throws -> [Suite.Group] {
        let known = Suite.Group.allCases.flatMap(\.names)
        if let stranger = (rows ?? "").split(separator: ",").first(where: { !known.contains(String($0)) }) {
            throw ValidationError("There is no row “\(stranger)”. The rows are: \(known.joined(separator: ", "))")
        }
        return Suite.Group.allCases.filter { $0.names.contains(where: isWanted) }
    }
}

/// A part of the custody row, which starts it.
struct MeasureCustody: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "measure-custody", shouldDisplay: false)

    @Argument var folder: String
    @Argument var count: Int
    @Argument var waiting: Int

    func run() async throws {
        let load = try CustodyLoad(ground: folder)
        let node = try await load.open(isFirst: true)
        let figures = try await load.record(count, waiting: waiting, on: node)
        try node.close()
        print(figures.rate, figures.slowest)
    }
}

/// A part of the rows about growth, which start it.
struct MeasureGrowth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "measure-growth", shouldDisplay: false)

    @Argument var folder: String
    @Argument var small: Int

    func run() async throws {
        let (added, audited) = try await GrowthRow.measure(ground: folder, small: small)
        print((added + audited).map { "\($0)" }.joined(separator: " "))
    }
}

/// A part of the row about proofs, which starts it.
struct MeasureProofs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "measure-proofs", shouldDisplay: false)

    @Argument var folder: String
    @Argument var size: Int

    func run() async throws {
        print(try await ProofRow.measure(ground: folder, size: size))
    }
}

/// A part of the rows about a day of custody, which start it.
struct MeasureDay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "measure-day", shouldDisplay: false)

    @Argument var folder: String
    @Argument var count: Int
    @Argument var bundles: Int
    @Argument var seed: UInt64

    func run() async throws {
        let load = try CustodyLoad(ground: folder, data: "node-data")
        let node = try await load.open(isFirst: false)
        let rate = try await load.day(count, bundles: bundles, seed: seed, on: node)
        try node.close()
        print(rate)
    }
}

/// A part of the decision row, which starts it.
struct MeasureDecisions: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "measure-decisions", shouldDisplay: false)

    @Argument var count: Int
    @Argument var others: Int

    func run() throws {
        let result = try DecisionLoad(others: others).run(count: count)
        print(result.rate, result.median, result.grownBytes, result.answers)
    }
}
