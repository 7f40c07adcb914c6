import Foundation
import TestKit
import Testing
import Vocabulary

/// Whoever may hand a roster in leaves with it, and whoever comes hands it in.
@Suite("A party that exchanges its only central authority")
struct RosterAuthorityScenarios {
    @Test("The one who is newly named puts the roster into force, with nothing but what their own party signed")
    func newlyNamed() throws {
        let before = "kh/moj/0002"
        let exchange = try RunningExchange { workspace in
            let team = try TeamRoster(in: workspace)
            let first = team.roster(
                team.members.map { $0.replacingOccurrences(of: "kh/moj/0001", with: before) }, version: 1, after: nil)
            try workspace.write(first, to: TeamRoster.roster)
            try workspace.sign(try team.agreement(isNext: false), as: TeamRoster.id, by: TeamRoster.both)
            try workspace.sign(first, as: TeamRoster.name, by: TeamRoster.both)
        }
        let first = try exchange.workspace.read(TeamRoster.roster)
        let second = String(decoding: first, as: UTF8.self)
            .replacingOccurrences(of: before, with: "kh/moj/0001")
            .replacingOccurrences(
                of: "version: 1\n", with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: first))\" }\n")
        #expect(second != String(decoding: first, as: UTF8.self))
        func activate(as person: RunningExchange.Person) throws -> Tool.Outcome {
            try exchange.saksi("agreement", "activate", TeamRoster.roster, "--json", as: person)
        }
        let agreement = try exchange.workspace.read(TeamRoster.agreement)

        // While the other party alone has signed it, there is nothing here for them.
        try exchange.workspace.sign(second, as: TeamRoster.name, by: ["th/oag-0001"])
        let early = try activate(as: .authority)
        #expect(early.status == 3 && early.everything.contains("exchange.not-found"), "\(early.everything)")
        try exchange.workspace.sign(second, as: TeamRoster.name, by: ["kh/moj-0001"])
        let stranger = try activate(as: .stranger)
        #expect(stranger.status == 3 && stranger.everything.contains("exchange.not-found"), "\(stranger.everything)")
        // Beside another text of the agreement a member sends nothing, and from a newcomer the node does not take it.
        try exchange.workspace.write(
            String(decoding: agreement, as: UTF8.self) + "# Another text.\n", to: TeamRoster.agreement)
        let other = try activate(as: .leader)
        #expect(other.status == 2 && other.everything.contains("online.agreement-version"), "\(other.everything)")
        let mismatch = try activate(as: .authority)
        #expect(
            mismatch.status == 2 && mismatch.everything.contains("exchange.statement.mismatch"),
            "\(mismatch.everything)")
        try exchange.workspace.write(agreement, to: TeamRoster.agreement)

        let activated = try activate(as: .authority)
        #expect(activated.status == 0, "\(activated.everything)")
        let line = try #require(try Answered(activated)["agreements"].list.first)
        #expect(line["agreement"].text == TeamRoster.id && line["isNew"].truth && line["roster"]["version"].number == 2)
        let again = try activate(as: .authority)
        #expect(try Answered(again)["agreements"].list.map(\.["isNew"].truth) == [false], "\(again.everything)")
        // They act under the agreement from now on.
        let suspended = try exchange.saksi(
            "agreement", "suspend", TeamRoster.id, "--reason", "A test.", as: .authority)
        #expect(suspended.status == 0, "\(suspended.everything)")
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }
}
