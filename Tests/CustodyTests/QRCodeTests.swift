import Foundation
import TestKit
import Testing

@testable import Custody

@Suite("QR codes, read by a program that we did not write")
struct QRCodeTests {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

    /// A portable bitmap, four dots for a module, with the quiet zone around it.
    private static func bitmap(_ code: QRCode) -> String {
        let side = QRCode.side + 8
        var dark = Set<Int>()
        for run in code.runs {
            for column in run.column..<run.column + run.length { dark.insert((run.row + 4) * side + column + 4) }
        }
        let rows = (0..<side * 4).map { row in
            (0..<side * 4).map { dark.contains(row / 4 * side + $0 / 4) ? "1" : "0" }.joined(separator: " ")
        }
        return "P1\n\(side * 4) \(side * 4)\n" + rows.joined(separator: "\n") + "\n"
    }

    private static func read(_ code: QRCode) throws -> String {
        let workspace = try Workspace()
        try workspace.write(bitmap(code), to: "code.pbm")
        let outcome = try Tool.run("zbarimg", ["--raw", "-q", "code.pbm"], in: workspace.path)
        #expect(outcome.status == 0, "\(outcome.everything)")
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    @Test("Texts of every length come back as they were written")
    func lengths() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for length in [1, 2, 3, 20, 53, 54, 75, 103, 107, 108] {
            // A blank at either end is lost by whoever trims lines, not by the code.
            let text = String(
                (0..<length).compactMap { _ in Self.alphabet.dropLast(9).randomElement(using: &generator) })
            let code = try #require(QRCode(text), "seed \(seed)")
            #expect(try Self.read(code) == text, "seed \(seed)")
        }
        #expect(try Self.read(#require(QRCode("A $%*+-./:Z"))) == "A $%*+-./:Z")
    }

    @Test("What does not fit in, or has other characters, has no code")
    func refused() {
        #expect(QRCode(String(repeating: "A", count: 109)) == nil)
        #expect(QRCode("abc") == nil)
        #expect(QRCode("Ａ") == nil)
    }

    @Test("It is read with a stamp over a part of it")
    func stamped() throws {
        let text = "SAKSI:" + String(repeating: "0123456789ABCDEF", count: 6)
        let code = try #require(QRCode(text))
        let workspace = try Workspace()
        var lines = Self.bitmap(code).split(separator: "\n").map(String.init)
        // A blot of nine modules by nine, in the middle.
        for row in 2 + 80..<2 + 116 {
            var dots = lines[row].split(separator: " ").map(String.init)
            for dot in 80..<116 { dots[dot] = "1" }
            lines[row] = dots.joined(separator: " ")
        }
        try workspace.write(lines.joined(separator: "\n") + "\n", to: "code.pbm")
        let outcome = try Tool.run("zbarimg", ["--raw", "-q", "code.pbm"], in: workspace.path)
        #expect(outcome.output.trimmingCharacters(in: .newlines) == text, "\(outcome.everything)")
    }
}
