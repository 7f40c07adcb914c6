import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("A file under way")
struct NewFileTests {
    @Test("What a killed process left behind is removed at the next run; what is under way is not")
    func stale() throws {
        let workspace = try Workspace()
        // A process number that is surely free: of a child that has ended.
        let ended = try Tool.run("sh", ["-c", "echo $$"]).output.split(separator: "\n")[0]
        try workspace.write("x", to: ".a.bin.\(ended).17.part")
        try workspace.write("x", to: ".a.bin.\(getpid()).17.part")
        try workspace.write("x", to: ".b.bin.\(ended).17.part")
        try workspace.write("x", to: ".a.bin.notes.part")
        let file = try NewFile(workspace("a.bin"))
        let second = try NewFile(workspace("a.bin"))
        try file.append([1, 2, 3])
        try file.commit()
        #expect(throws: BundleError.self) { try second.commit() }
        let left = try FileManager.default.contentsOfDirectory(atPath: workspace.path).filter { $0.contains(".17.") }
        #expect(Set(left) == [".a.bin.\(getpid()).17.part", ".b.bin.\(ended).17.part"])
        #expect(FileManager.default.fileExists(atPath: workspace(".a.bin.notes.part")))
        #expect(try workspace.read("a.bin") == [1, 2, 3])
    }

    @Test("Pieces of any size, and bytes written back over any border, come out as they went in")
    func pieces() async throws {
        let workspace = try Workspace()
        var generator = SeededGenerator(seed: 3)
        for turn in 0..<4 {
            let file = try NewFile(workspace("out\(turn)"))
            try file.reserve(24 << 20)
            var expected: [UInt8] = []
            for step in 0..<8 {
                let size = Int.random(in: 0..<(6 << 20), using: &generator)
                let piece = [UInt8](repeating: UInt8(step + 1), count: size)
                if step.isMultiple(of: 2) {
                    try file.append(piece)
                } else {
                    let streamed = try await file.stream(size: Int64(size)) { (buffer, range, done) in
                        let count = min(range.count, 1 + size / 3)
                        buffer.replaceSubrange(
                            range.lowerBound..<range.lowerBound + count, with: piece[Int(done)..<Int(done) + count])
                        return count
                    } each: { _ in
                    }
                    #expect(streamed?.digest == Digest(of: piece))
                    #expect(streamed?.checksum == Checksum.of(piece))
                }
                expected += piece
                for _ in 0..<3 where expected.count > 12 {
                    let offset =
                        [
                            Int.random(in: 0...expected.count - 12, using: &generator),
                            max(0, min(expected.count - 12, (4 << 20) - 5)), expected.count - 12,
                        ].randomElement(using: &generator) ?? 0
                    try file.patch([UInt8](repeating: 0xEE, count: 12), at: Int64(offset))
                    expected.replaceSubrange(offset..<offset + 12, with: [UInt8](repeating: 0xEE, count: 12))
                }
            }
            try file.commit()
            #expect(try workspace.read("out\(turn)") == expected)
        }
    }

    @Test("A place where nobody may write is told apart from a file that nobody may read")
    func denied() throws {
        for number in [EACCES, EPERM, EROFS] {
            let error = SystemFailure.output(number, "/x/y", "could not be made")
            #expect(error.code == .outputDenied)
            #expect(error.code.exit == .storage)
        }
        #expect(SystemFailure.error(EACCES, "/x/y", "could not be opened").code == .sourceUnreadable)
    }
}
