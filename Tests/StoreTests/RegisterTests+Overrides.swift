import TestKit
import Testing
import Vocabulary

@testable import Store

extension RegisterTests {
    @Test("An override is found once two have signed it, while it lasts, and is signed a second time once")
    func secondedOnce() async throws {
        let (folder, log, _) = try await filled()
        let register = folder.register
        let (event, manifest) = (Digest(ofText: "override"), Digest(ofText: "manifest 1"))
        func open(_ action: Action = .retrieve, of bundle: Digest, at now: Instant) throws -> Int {
            try register.overrides(fixture.agreement, action, of: bundle, at: now).count
        }
        #expect(try open(of: manifest, at: fixture.now) == 0)
        #expect(try register.override(event)?.seconded == nil)
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["override-given"]))
        commit.secondedOverrides = [event: SecondedOverride(given: fixture.now, entry: 3)]
        try await register.commit(commit)
        #expect(try open(of: manifest, at: fixture.now) == 1)
        #expect(try open(.list, of: manifest, at: fixture.now) == 0)
        #expect(try open(of: Digest(ofText: "manifest 2"), at: fixture.now) == 0)
        #expect(try open(of: manifest, at: fixture.now.adding(days: 1)) == 0)
        #expect(try register.override(event)?.seconded == 3)
        for other in [event, Digest(ofText: "no override")] {
            var again = Commit(step: fixture.step(log, from: 4, entries: ["override-given"]))
            again.secondedOverrides = [other: SecondedOverride(given: fixture.now, entry: 4)]
            let commit = again
            #expect(await code { try await register.commit(commit) } == .overrideSeconded)
        }
        #expect(try register.log(origin)?.size == 4)
    }

    @Test("Words that are destroyed are in no byte of the folder any more")
    func destroyedWords() async throws {
        let (folder, log, _) = try await filled()
        let event = Digest(ofText: "override")
        let row = try #require(try folder.register.text(event))
        let words = try #require(row.words)
        try await folder.register.commit(
            Commit(step: fixture.step(log, from: 3, entries: ["words-destroyed"]), destroyedTexts: [event: 3]))
        #expect(
            try folder.register.text(event)
                == TextRow(event: event, agreement: row.agreement, words: nil, destroyed: 3, entry: row.entry))
        #expect(try folder.register.check().isEmpty)
        try folder.close()
        for secret in [words.text, words.salt.text] {
            let found = try Tool.run("grep", ["-r", "-a", "-c", "-F", secret, folder.path])
            #expect(found.output.split(separator: "\n").allSatisfy { $0.hasSuffix(":0") }, "\(found.everything)")
        }
    }
}
