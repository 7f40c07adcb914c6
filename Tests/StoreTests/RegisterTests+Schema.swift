import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Store

/// Registers of other versions. The steps are the tests' own, taken on a register that the present text has made.
extension RegisterTests {
    private func schema(with steps: [Schema.Step]) -> Schema {
        Schema(
            baseline: Schema.current.baseline, tables: Schema.current.tables, steps: Schema.current.steps + steps)
    }

    /// One that writes a table anew with its rows, and one that makes another out of rows that are there.
    private static let steps = [
        Schema.step(
            """
            ALTER TABLE cases RENAME TO former_cases;
            CREATE TABLE cases (
                agreement TEXT NOT NULL, number TEXT NOT NULL, entry INTEGER, offence TEXT, place TEXT,
                sum BLOB NOT NULL, PRIMARY KEY (agreement, number)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO cases (agreement, number, entry, offence, sum)
                SELECT agreement, number, entry, offence, sum FROM former_cases;
            DROP TABLE former_cases;
            """),
        Schema.step(
            """
            CREATE TABLE submitters (name TEXT NOT NULL PRIMARY KEY) STRICT;
            INSERT INTO submitters SELECT DISTINCT submitter FROM bundles;
            """),
    ]

    private func filledAndClosed() async throws -> String {
        let (folder, _, _) = try await filled()
        try folder.close()
        return folder.path + "/register.sqlite"
    }

    private func ask(_ register: String, _ question: String) throws -> String {
        try Tool.run("sqlite3", [register, question]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static let shape = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"

    @Test("A register of an earlier version is brought up to date, step by step, with every row that it held")
    func broughtUpToDate() async throws {
        let path = try await filledAndClosed()
        let next = schema(with: Self.steps)
        // A process that knows the first step alone, then one that knows both, then that one again.
        for steps in [1, 2, 2] {
            let register = try await Register(path, on: Disk(), schema: schema(with: Array(Self.steps.prefix(steps))))
            #expect(try register.check().isEmpty)
            let commit = try fixture.everything(
                try await register.openLog(origin).key, blob: Digest(of: noise(1000)), size: 1000)
            #expect(try register.cases(fixture.agreement) == commit.cases)
            #expect(try register.bundle(try fixture.id(1), agreement: fixture.agreement) == commit.bundles[0].row)
            #expect(try register.log(origin)?.size == 3)
            try register.close()
        }
        #expect(try ask(path, "PRAGMA user_version") == String(next.version))
        #expect(try ask(path, "SELECT name FROM submitters") == fixture.officer.text)
        // One that is new today goes the same way.
        let other = workspace("new.sqlite")
        try await Register(other, on: Disk(), schema: next).close()
        #expect(try ask(other, Self.shape) == ask(path, Self.shape))
        #expect(try ask(other, "PRAGMA user_version") == String(next.version))
    }

    @Test("A step that does not end leaves the register as it was, for the program that wrote it")
    func interrupted() async throws {
        let path = try await filledAndClosed()
        let before = try ask(path, Self.shape)
        let failing = schema(with: Self.steps + [Schema.step("DROP TABLE hearings; DELETE FROM nowhere;")])
        #expect(await code { _ = try await Register(path, on: Disk(), schema: failing) } == .registerFailed)
        #expect(try ask(path, Self.shape) == before)
        let register = try await Register(path, on: Disk())
        #expect(try register.check().isEmpty)
        #expect(try ask(path, "PRAGMA user_version") == String(Schema.current.version))
        #expect(try ask(path, "SELECT count(*) FROM hearings") == "1")
        try register.close()
    }

    @Test("A register from before the first version that ever ran, or from after this program, is not touched")
    func version() async throws {
        let path = try await filledAndClosed()
        let schema = Schema.current
        for (number, says) in [
            (schema.baseline - 1, "the oldest that this program brings up to date is \(schema.baseline)"),
            (schema.version + 1, "knows none after \(schema.version)"), (-3, "has version -3"),
        ] {
            _ = try ask(path, "PRAGMA user_version = \(number)")
            let refusal = await failure { _ = try await Register(path, on: Disk()) }
            #expect(refusal?.code == .registerVersion)
            #expect(refusal?.reason.contains(says) == true, "\(refusal?.reason ?? "")")
            #expect(refusal?.nextStep.hasPrefix("Nothing was changed.") == true)
            #expect(try ask(path, "PRAGMA user_version") == String(number))
        }
    }
}
