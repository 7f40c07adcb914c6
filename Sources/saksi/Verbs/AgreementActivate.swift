import ArgumentParser
import Courier
import Custody
import Foundation
import Policy
import Seal
import Vocabulary
import Wire

/// `saksi agreement activate`: hands a signed agreement or law to the node, which puts it into force while it runs.
struct AgreementActivate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Put a signed agreement, roster, instrument or law into force on the node.",
        discussion: """
            Sends the file with everything that it rests on or names, and all their signatures. The node checks every \
            signature, and that a new version says whose place it takes. It is in force at once; transfers that run go \
            on, and what they ask next is decided by the new version. You sign what you hand in, and a clause of the \
            agreement must permit you to activate it. A roster is sent by itself, with its agreement beside it here: who is \
            no longer on it is out with the next thing they ask for. Whoever comes onto a roster may hand it in themselves; \
            the node says nothing to them before a signatory of their own party has signed it.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("The agreement, roster, instrument or law.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var path: String
    @Option(help: ArgumentHelp("The folder of what it rests on; else that of the file.", valueName: "dir"))
    var agreements: String?
    @Option(
        help: ArgumentHelp(
            "For an instrument or a law: an agreement that rests on it, in whose log you sign.", valueName: "id"))
    var under: String?
    @OptionGroup var signer: IdentityOptions

    func perform(_ session: Session) async throws -> any Answer {
        let document = try PolicyDocument(reading: try InputFile.read(path), file: path)
        let folder = try AgreementFolder(
            reading: agreements ?? URL(fileURLWithPath: path).deletingLastPathComponent().path)
        let others = folder.entries.filter { $0.document.id != document.id }
        let needed = try PolicyLibrary(around: document, among: others.map(\.document))
        // The agreement of a roster is in force already, and not handed in with it.
        let names = document.isRoster ? [] : needed.names
        let id = try agreement(of: document, session)
        let paths = [path] + others.filter { names.contains($0.document.id) && $0.document.comes(with: id) }.map(\.path)
        let files = try paths.map { try SignedFile(reading: $0) }
        return try await session.online(as: signer) { node in
            let terms = try terms(of: document, id, beside: needed, on: node)
            let log = try LogOrigin(node: node.node, agreement: id)
            let act = try node.act(.agreementActivated, in: log) { event in
                event.activation = Activation(
                    agreement: terms.digest, version: terms.version,
                    signatures: Set(files.flatMap(\.signatures).map { Digest(of: $0.der) }).sorted(),
                    trust: node.trust.list.digest,
                    sources: try files.map { file in
                        let document = try PolicyDocument(reading: file.contents, file: file.name)
                        return ActivationSource(id: document.id, version: document.version, digest: document.digest)
                    }.sorted { $0.id < $1.id })
            }
            let request = ActivationRequest(
                files: files.map {
                    ActivationRequest.File(name: $0.name, contents: $0.contents, signatures: $0.signatures.map(\.der))
                }, statement: act.statement)
            let result = try await node.client.send(
                .post, Routes.activation.path(id), body: try CanonicalJSON.encode(request)
            ).record(ActivationResult.self, noun: "proof of the activation")
            guard result.agreements.contains(where: { $0.agreement == id }) else {
                throw OnlineError(
                    .onlineProof, "The node proves nothing about \(id).",
                    next: "Do not rely on it; tell the operator of the node.")
            }
            return Activated(
                agreements: try result.agreements.map {
                    try Line($0, handedIn: $0.agreement == id ? document : nil, node)
                })
        }
    }

    /// In whose log the statement stands.
    private func agreement(of document: PolicyDocument, _ session: Session) throws -> AgreementID {
        if let under { return try AgreementID(parsing: under) }
        if case .roster(let roster) = document { return roster.agreement }
        guard case .agreement(let agreement) = document, agreement.channel != nil else {
            throw CommandError(
                .commandAgreementUnder, "\(document.id) is no agreement that somebody acts under.",
                next: "Name one that rests on it: "
                    + session.command("agreement", "activate", path, "--under", "AGREEMENT", as: signer))
        }
        return agreement.id
    }

    /// The agreement as it stands once the file is in force.
    ///
    /// Beside a roster lies its agreement, which whoever signs has read; whoever comes onto the roster by this very file is
    /// shown none by the node.
    private func terms(
        of document: PolicyDocument, _ id: AgreementID, beside library: PolicyLibrary, on node: NodeSession
    ) throws -> (version: Int, digest: Digest) {
        if document.id == id { return (document.version, document.digest) }
        guard document.isRoster, let beside = library.agreement(id) else {
            let known = try node.agreement(id)
            return (known.version, known.digest)
        }
        if let shown = try? node.agreement(id), shown.version != beside.version || shown.digest != beside.digest {
            throw OnlineError(
                .onlineAgreementVersion,
                "Beside the roster lies another text of \(id) (version \(beside.version)) than the one that is in force on "
                    + "the node (version \(shown.version)).",
                next:
                    "Nothing was sent. Get the agreement that is in force, put it beside the roster, and check that the "
                    + "roster fits it: saksi agreement check \(path.shownInMessage)")
        }
        return (beside.version, beside.digest)
    }

    struct Line: Encodable, Sendable {
        let agreement: AgreementID
        let version: Int
        let digest: Digest
        let log: String
        let entry: UInt64
        let isNew: Bool
        /// What was handed in, where it is the roster of the agreement.
        let roster: HandedRoster?

        struct HandedRoster: Encodable, Sendable {
            let id: AgreementID
            let version: Int
            let digest: Digest
        }

        /// Believed only with the proof that the node committed just this.
        /// - Parameter handedIn: the file that decides from now on under this very agreement.
        init(_ told: ActivationResult.Agreement, handedIn: PolicyDocument?, _ node: NodeSession) throws {
            let log = try LogOrigin(node: node.node, agreement: told.agreement)
            let event = try PinnedLog(log, trust: node.trust).checkCommitted(
                .agreementActivated, proof: told.receipt, certificates: told.certificates.map(\.bytes))
            guard event.event.activation?.agreement == told.digest, event.event.activation?.version == told.version
            else {
                throw OnlineError(
                    .onlineProof, "The node proves another version of \(told.agreement) than it names.",
                    next: "Do not rely on it; tell the operator of the node.")
            }
            let source = handedIn.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) }
            if let source, event.event.activation?.sources.contains(source) != true {
                throw OnlineError(
                    .onlineProof,
                    "The node proves an activation of \(told.agreement) without \(source.id), version "
                        + "\(source.version).",
                    next: "Do not rely on it; tell the operator of the node.")
            }
            roster = handedIn.flatMap { document in
                document.isRoster
                    ? HandedRoster(id: document.id, version: document.version, digest: document.digest) : nil
            }
            agreement = told.agreement
            version = told.version
            digest = told.digest
            self.log = log.text
            entry = told.entry
            isNew = told.isNew
        }
    }

    struct Activated: Answer {
        let agreements: [Line]

        func write(to page: inout Page) {
            for line in agreements {
                let what = line.roster.map { "The roster \($0.id), version \($0.version), of " } ?? ""
                page.line(
                    "\(what)\(line.agreement), version \(line.version), "
                        + (line.isNew
                            ? "is in force from now on, proved by entry \(line.entry) of \(line.log)."
                            : "was in force already, by entry \(line.entry) of \(line.log)."))
                page.field("digest", (line.roster?.digest ?? line.digest).text)
            }
            page.verdict("The node decides by this from now on.", .good)
            page.line("Next: give every member the same files; whoever packs needs the version that is in force.")
        }
    }
}

extension PolicyDocument {
    /// Whether it is handed in beside an agreement. What people act under by itself is activated by itself.
    fileprivate func comes(with id: AgreementID) -> Bool {
        switch self {
        case .agreement(let agreement): agreement.id == id || agreement.channel == nil || !agreement.hasMembers
        case .roster(let roster): roster.agreement == id
        case .law: true
        }
    }
}

extension ErrorCode {
    static let commandAgreementUnder = ErrorCode("command.agreement.under", .usage)
}
