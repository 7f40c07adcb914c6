import ArgumentParser
import Policy
import Vocabulary

/// `saksi agreement who-can`: who on the roster can do something, and why each other cannot.
struct AgreementWhoCan: Verb {
    static let configuration = CommandConfiguration(
        commandName: "who-can", abstract: "Who can do something under an agreement, and why the others cannot.",
        discussion: """
            What is not said of the item is filled in plainly: no flags, no handling codes, an evidentiary copy. Category, \
            origin and victim identity are never filled in. All else is as a node has it: the place and the court are not \
            known unless each would declare them (--place, --forum), and the case is about any offence of the agreement, if each would pass.
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
    @Option(help: ArgumentHelp("The offence of the case; else any of the agreement's.", valueName: "code"))
    var offence: String?
    @Option(help: ArgumentHelp("A party that has consented. Can be repeated.", valueName: "party"))
    var consentOf: [String] = []
    @OptionGroup var declared: DeclaredPlace
    @Option(help: ArgumentHelp("The day; else today.", valueName: "day"))
    var on: String?

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let folder = try session.agreements(agreements)
        _ = try folder.agreement(id)
        let library = try PolicyLibrary(folder.entries.map(\.document))
        let question = WhoCan.Question(
            try Action(parsing: action), under: id, item: try item.map(Self.item),
            purpose: try purpose.map { try Purpose(parsing: $0) },
            offence: try offence.map { try Offence(parsing: $0) },
            consents: try consentOf.map { try Party(parsing: $0) }, place: try declared.parties.place,
            forum: try declared.parties.forum, on: try session.day(on))
        return Roster(question, WhoCan(question, in: library)?.answers ?? [])
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
        let next: String
    }

    struct Roster: Answer {
        let agreement: AgreementID
        let action: Action
        let purpose: Purpose?
        let on: CalendarDay
        let members: [Line]

        init(_ question: WhoCan.Question, _ answers: [WhoCan.Answer]) {
            agreement = question.agreement
            action = question.action
            purpose = question.purpose
            on = question.day
            members = answers.map {
                Line(
                    member: $0.member, role: $0.role, outcome: $0.outcome, clauses: $0.clauses,
                    sentences: $0.sentences, next: $0.nextStep)
            }
        }

        func write(to page: inout Page) {
            page.line("\(action) under \(agreement) on \(on)" + (purpose.map { ", for \($0):" } ?? ":"))
            if members.isEmpty { page.line("Nobody stands on its roster that day.") }
            for line in members {
                let (word, mark): (String, Page.Mark) =
                    switch line.outcome {
                    case .permit: ("can", .good)
                    case .pending: ("can, once", .unsure)
                    case .deny: ("cannot", .bad)
                    }
                page.state(
                    word, mark,
                    "\(line.member) (\(MessageCatalogue.english.word(line.role))): \(line.sentences.joined(separator: " "))"
                )
                if line.outcome != .permit { page.line("               Next: \(line.next)") }
            }
        }
    }
}
