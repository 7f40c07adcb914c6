import ArgumentParser
import Policy
import Vocabulary

/// `saksi agreement who-can`: who on the roster can do something, and why each other cannot.
struct AgreementWhoCan: Verb {
    static let configuration = CommandConfiguration(
        commandName: "who-can", abstract: "Who can do something under an agreement, and why the others cannot.",
        discussion: """
            What is not said is filled in plainly: no flags, no handling codes, an evidentiary copy, a case of the \
            agreement's offence. Category, origin and victim identity are never filled in.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("What somebody would do, such as retrieve.", valueName: "action"))
    var action: String
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("The folder of agreements; else that of the profile.", valueName: "dir"))
    var agreements: String?
    @Option(
        help: ArgumentHelp(
            "Facts of the item: category=…,origin=…,victim-identity=…,flag=…,handling=…,copy=….", valueName: "facts"))
    var item: String?
    @Option(help: ArgumentHelp("What for, such as investigation.", valueName: "code"))
    var purpose: String?
    @Option(help: ArgumentHelp("A party that has consented. Can be repeated.", valueName: "party"))
    var consentOf: [String] = []
    @Option(help: ArgumentHelp("The day; else today.", valueName: "day"))
    var on: String?

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let folder = try session.agreements(agreements)
        _ = try folder.agreement(id)
        let library = try PolicyLibrary(folder.entries.map(\.document))
        let who = WhoCan(
            try Action(parsing: action), under: id, item: try item.map(Self.item),
            purpose: try purpose.map { try Purpose(parsing: $0) },
            consents: try consentOf.map { try Party(parsing: $0) }, on: try session.day(on), in: library)
        return Roster(
            agreement: id,
            members: (who?.answers ?? []).map {
                Line(
                    member: $0.member, role: $0.role, outcome: $0.outcome, clauses: $0.clauses,
                    sentences: $0.sentences)
            })
    }

    static func item(_ text: String) throws -> ItemFacts {
        var item = ItemFacts()
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { throw wrong(String(part)) }
            let value = pair[1]
            switch pair[0] {
            case "category": item.category = Fact(try EvidenceCategory(parsing: value), from: .request)
            case "origin": item.origin = Fact(try Party(parsing: value), from: .request)
            case "victim-identity": item.victimIdentity = Fact(try VictimIdentity(parsing: value), from: .request)
            case "flag":
                item.flags = Fact((item.flags.value ?? []) + [try ItemFlag(parsing: value)], from: .request)
            case "handling":
                item.handling = Fact((item.handling.value ?? []) + [try HandlingCode(parsing: value)], from: .request)
            case "channel": item.channel = Fact(try Channel(parsing: value), from: .request)
            case "copy": item.copy = Fact(try CopyKind(parsing: value), from: .request)
            case "evaluation": item.evaluation = Fact(try Evaluation(parsing: value), from: .request)
            default: throw wrong(pair[0])
            }
        }
        return item
    }

    private static func wrong(_ text: String) -> CommandError {
        CommandError(
            .commandUsage, "“\(text.shownInMessage)” is no fact of an item.",
            next:
                "Write category=document,origin=KH,victim-identity=none; also flag, handling, channel, copy, evaluation."
        )
    }

    struct Line: Encodable, Sendable {
        let member: MemberID
        let role: RosterRole
        let outcome: Decision.Outcome
        let clauses: [ClauseReference]
        let sentences: [String]
    }

    struct Roster: Answer {
        let agreement: AgreementID
        let members: [Line]

        func write(to page: inout Page) {
            if members.isEmpty { page.line("Nobody stands on the roster of \(agreement) that day.") }
            for line in members {
                let (word, mark): (String, Page.Mark) =
                    switch line.outcome {
                    case .permit: ("can", .good)
                    case .pending: ("can, once", .unsure)
                    case .deny: ("cannot", .bad)
                    }
                page.state(word, mark, "\(line.member) (\(line.role)): \(line.sentences.joined(separator: " "))")
            }
        }
    }
}
