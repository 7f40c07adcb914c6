import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("The names of packed files")
struct SourceNameTests {
    @Test(
        "What a bundle, a bag or Windows cannot hold becomes an underscore",
        arguments: [
            ("a.txt", "a.txt"), ("50% off", "50_ off"), ("a\\b", "a_b"), ("a\u{7}b", "a_b"), ("a\nb", "a_b"),
            ("x\u{202E}gpj.exe", "x_gpj.exe"), ("soft\u{AD}hyphen", "soft_hyphen"), ("\u{E000}", "_"), ("~x", "_x"),
            ("trail ", "trail_"), ("nbsp\u{A0}", "nbsp_"), ("dot.", "dot_"), ("dots. .", "dots___"), ("a:b", "a_b"),
            ("q?*|<>.txt", "q_____.txt"), ("con.txt", "con_.txt"), ("Com1", "Com1_"), ("LPT9.tar.gz", "LPT9_.tar.gz"),
            ("common.txt", "common.txt"), ("folder ./x", "folder__/x"), (".hidden", ".hidden"),
            ("\u{17B6}.txt", "\u{17B6}.txt"),
        ])
    func mapped(_ name: String, _ expected: String) throws {
        var names = EntryNames()
        #expect(try names.add([Array(name.utf8)]).map(\.text) == ["data/\(expected)"])
    }

    @Test("Bytes that are not UTF-8 become underscores, one each")
    func bytes() throws {
        var names = EntryNames()
        #expect(try names.add([[0x61, 0xFF, 0xE1, 0x9E, 0x62]]).map(\.text) == ["data/a___b"])
    }

    @Test("A name that had to be changed steps aside, whatever the order, with a number before its ending")
    func numbers() throws {
        for order in [[0, 1, 2, 3], [3, 2, 1, 0]] {
            let given = ["a_b.txt", "a%b.txt", "a?b.txt", "d%/x"].map { Array($0.utf8) }
            var names = EntryNames()
            let paths = try names.add(order.map { given[$0] })
            #expect(Set(paths.map(\.text)) == ["data/a_b.txt", "data/a_b-2.txt", "data/a_b-3.txt", "data/d_/x"])
            #expect(paths[order.firstIndex(of: 0) ?? 0].text == "data/a_b.txt")
        }
        var names = EntryNames()
        let paths = try names.add(["a_", "a%/x", String(repeating: "é", count: 127) + "%"].map { Array($0.utf8) })
        #expect(paths[1].text == "data/a_-2/x")
        var many = EntryNames()
        let same = try many.add((0..<3000).map { _ in Array("?".utf8) })
        #expect(Set(same).count == 3000)
    }

    @Test(
        "A folder of names that Linux permits packs, opens and is a bag on any system, and the record keeps the names")
    func packed() async throws {
        let bench = try Bench()
        let names = ["a\u{7}b", "x\u{202E}gpj.exe", "a\\b", "~x", "a\nb", "trail ", "dot.", "100%", "100_", "con.txt"]
        for name in names { try bench.workspace.write(name, to: "folder/\(name)") }
        try await bench.pack()
        let bundle = try await bench.verified()
        #expect(Set(bundle.exhibits.compactMap(\.originalName)) == Set(names))
        for exhibit in bundle.exhibits {
            #expect(try bundle.read(exhibit.number, count: 100) == Array((exhibit.originalName ?? "").utf8))
        }
        #expect(bundle.exhibits.first { $0.originalName == "100_" }?.path.text == "data/100_")
        try await bundle.open(to: bench("opened"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench("opened")).count == names.count)
    }
}
