import ArgumentParser
import Cooperation
import Courier
import Foundation
import Vocabulary
import Wire

/// `saksi testimony show`: both accounts of a hearing, released, verified, and laid one under the other.
struct TestimonyShow: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Retrieve the accounts of a hearing, verify them, and print them.",
        discussion: """
            The accounts are evidence, and are released like any other: for a purpose, under a clause, and you sign \
            for them. They are kept in --out DIR, if it is given, else they are only shown.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The session, as “saksi testimony list” shows it.", valueName: "session"))
    var session: String
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("What for, such as trial or appeal.", valueName: "code"))
    var purpose: String
    @Option(
        name: .customLong("case"),
        help: ArgumentHelp("The case it is for; else each bundle's own.", valueName: "number"))
    var caseNumber: String?
    @Option(help: ArgumentHelp("A folder in which to keep the bundles.", valueName: "folder"), completion: .directory)
    var out: String?

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let wanted = try SessionID(parsing: self.session)
        let purpose = try Purpose(parsing: purpose)
        let number = try caseNumber.map { try CaseNumber(parsing: $0) }
        return try await session.online { node in
            guard let hearing = try await node.hearings(under: id).first(where: { $0.session == wanted }) else {
                throw OnlineError(
                    .onlineHearing, "There is no hearing \(wanted) under \(id) for you.",
                    next: "See what there is: saksi testimony list --agreement \(id)")
            }
            let folder = try KeepingFolder(out, node)
            defer { folder.leave() }
            var shown: [ShownAccount] = []
            for account in hearing.accounts {
                let own = try await node.listed(account.bundle, under: id).caseNumber
                let order = RetrievalOrder(
                    agreement: id, bundle: account.bundle, caseNumber: number ?? own, purpose: purpose, items: nil)
                shown.append(
                    try await HearingReader.account(
                        account, of: wanted, order: order, path: folder.path(of: account.bundle), node: node))
            }
            return ShowAnswer(session: wanted, agreement: id, caseNumber: hearing.caseNumber, accounts: shown)
        }
    }
}

/// Where retrieved accounts lie: in a folder that was asked for, or in one that goes away.
private struct KeepingFolder {
    private let folder: String
    private let isKept: Bool

    init(_ out: String?, _ node: NodeSession) throws {
        folder =
            out ?? FileManager.default.temporaryDirectory.path
            + "/saksi-hearing-\(Hexadecimal.encode(node.session.randomness.bytes(8)))"
        isKept = out != nil
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: isKept ? nil : [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandError(
                .commandOutputFailed, "The folder “\(folder.shownInMessage)” cannot be made.",
                next: "Choose a folder of your own with --out.")
        }
    }

    func path(of bundle: BundleID) -> String { "\(folder)/\(bundle).asice" }

    func leave() {
        if !isKept { try? FileManager.default.removeItem(atPath: folder) }
    }
}

/// Both accounts.
struct ShowAnswer: Answer {
    let session: SessionID
    let agreement: AgreementID
    let caseNumber: CaseNumber
    let accounts: [ShownAccount]

    func write(to page: inout Page) {
        page.line("Hearing \(session), case \(caseNumber), under \(agreement)")
        for account in accounts { account.write(to: &page) }
        page.line()
        page.verdict(
            "\(accounts.count.counted("account")) received, verified and signed for.",
            .good)
        page.line(
            accounts.count < 2
                ? "The other side has not given its account yet."
                : "Where the two differ, both stand: each side says what it saw.")
    }
}
