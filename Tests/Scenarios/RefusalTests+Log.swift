import Custody
import Foundation
import TestKit
import Testing
import Vocabulary
import Wire

/// The log as transparency tools ask for it: checkpoint and tiles, and who gets which.
extension RefusalTests {
    private static let place = "/v1/agreements/\(NodeFixture.agreement)/log"

    @Test(
        "Checkpoint and hash tiles are for every member, entries for who may read the log, and nothing is beyond its end"
    )
    func logRoutes() throws {
        let fixture = try started()
        try fixture.pack([1], as: "case")
        #expect(try fixture.submit("case").status == 0)
        let leader = Curl(fixture, as: .leader)
        let member = Curl(fixture, as: .investigator)
        let note = try leader.send("GET", Self.place + "/checkpoint")
        #expect(note.status == 200)
        #expect(try member.send("GET", Self.place + "/checkpoint").body == note.body)
        let checkpoint = try SignedCheckpoint(parsing: note.body).checkpoint
        let size = checkpoint.size
        #expect(size > 3 && size < 256)

        let hashes = try member.send("GET", Self.place + "/tile/0/000.p/\(size)")
        #expect(hashes.status == 200)
        #expect(hashes.body.count == size * 32)
        let entries = try leader.send("GET", Self.place + "/tile/entries/000.p/\(size)")
        #expect(entries.status == 200)
        let decoded = try EntryBundle.decode(entries.body, path: try TilePath(entries: 0, width: size))
        #expect(decoded.count == size)
        #expect(decoded.map { Merkle.leaf($0).bytes }.flatMap(\.self) == hashes.body)
        // A narrower one of the same place is the beginning of it.
        #expect(try member.send("GET", Self.place + "/tile/0/000.p/2").body == Array(hashes.body.prefix(64)))

        // Entries without the right to read the log, what is too wide, and what is beyond the checkpoint: nothing there.
        let absent = try [
            member.send("GET", Self.place + "/tile/entries/000.p/\(size)"),
            leader.send("GET", Self.place + "/tile/0/000.p/\(size + 1)"),
            leader.send("GET", Self.place + "/tile/0/000"),
            leader.send("GET", Self.place + "/tile/entries/000.p/\(size + 1)"),
            leader.send("GET", Self.place + "/tile/0/001.p/1"),
            leader.send("GET", Self.place + "/tile/1/000.p/1"),
            leader.send("GET", Self.place + "/tile/3/000.p/1"),
        ]
        for answer in absent {
            #expect(answer.status == 404, "\(answer.text)")
            #expect(answer.body == absent[0].body)
        }
        for path in ["/tile/0/0", "/tile/x/000", "/tile/64/000", "/tile/0/000.p/256", "/tile/0/000.p/0"] {
            let answer = try leader.send("GET", Self.place + path)
            #expect((400..<500).contains(answer.status), "\(path): \(answer.status)")
        }
    }
}
