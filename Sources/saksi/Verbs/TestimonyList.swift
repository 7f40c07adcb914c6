import ArgumentParser
import Courier
import EvidenceBundle
import Vocabulary
import Wire

/// `saksi testimony list`: the hearings under an agreement.
struct TestimonyList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the hearings under an agreement, with the accounts that there are.")

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        return try await session.online { node in
            let hearings = try await node.hearings(under: id)
            return HearingsAnswer(
                agreement: id, hearings: hearings, offset: node.offset,
                next: hearings.first.map { session.showing($0.session, under: id) })
        }
    }
}

struct HearingsAnswer: Answer {
    let agreement: AgreementID
    let hearings: [HearingList.Hearing]
    private let offset: UTCOffset
    private let next: String?

    private enum CodingKeys: String, CodingKey { case agreement, hearings }

    init(agreement: AgreementID, hearings: [HearingList.Hearing], offset: UTCOffset, next: String?) {
        self.next = next
        self.agreement = agreement
        self.hearings = hearings
        self.offset = offset
    }

    func write(to page: inout Page) {
        guard !hearings.isEmpty else {
            page.line("No hearing under \(agreement) that you may see yet.")
            return
        }
        page.line("\(hearings.count.counted("hearing")) under \(agreement):")
        for hearing in hearings {
            page.heading("session \(hearing.session)")
            page.field("case", hearing.caseNumber.text)
            for account in hearing.accounts {
                let time = StatedInstant(at: account.acceptedAt, offset: offset).text
                page.field(account.side, "by \(account.author), accepted \(time), bundle \(account.bundle)")
            }
            if Set(hearing.accounts.map(\.side)).count < 2 { page.field("missing", "the account of the other side") }
        }
        if let next {
            page.line()
            page.line("Next: \(next)")
        }
    }
}

extension Session {
    /// The command that shows a hearing.
    func showing(_ hearing: SessionID, under agreement: AgreementID) -> String {
        command("testimony", "show", hearing.text, "--agreement", agreement.text, "--purpose", "trial")
    }
}

extension NodeSession {
    func hearings(under id: AgreementID) async throws -> [HearingList.Hearing] {
        _ = try agreement(id)
        return try await client.send(.get, Routes.hearings.path(id)).record(HearingList.self, noun: "list of hearings")
            .hearings
    }
}
