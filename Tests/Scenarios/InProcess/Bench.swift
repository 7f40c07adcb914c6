import Custody
import EvidenceBundle
import Foundation
import Policy
import Seal
import Store
import Synchronization
import TestKit
import Vocabulary

@testable import Exchange

/// A node inside the test process, with a clock that the test moves, and people who sign for themselves.
final class Bench: Sendable {
    enum Person: String, CaseIterable {
        case investigator = "kh/ahtjpp-0101"
        case prosecutor = "kh/prosecutor-0001"
        case ministry = "kh/moj-0001"
        case leader = "th/dsi-0201"
        case officer = "th/dsi-0202"
        case attorney = "th/oag-0001"
        case stranger = "vn/c02-0101"
        /// Who signs for the stranger's party.
        case procuracy = "vn/spp-0001"
    }

    static let agreement = "KH-TH-BENCH-01"
    static let caseNumber = "KH-AHTJPP-2026-000123"
    static let otherCase = "KH-AHTJPP-2026-000124"

    let workspace: Workspace
    let clock: TestClock
    let node: ExchangeNode
    private let isClosed = Atomic<Bool>(false)

    /// - Parameter change: done to the files before the node opens them.
    init(limits: ExchangeLimits = ExchangeLimits(), _ change: (Workspace) throws -> Void = { _ in }) async throws {
        workspace = try Workspace()
        let made = try Self.made.get()
        clock = TestClock(made.now)
        for name in ["pki", "agreements"] {
            try FileManager.default.copyItem(atPath: made.workspace(name), toPath: workspace(name))
        }
        try change(workspace)
        node = try await ExchangeNode.open(
            try Self.setting(workspace, clock, limits: limits), timekeeper: clock, randomness: SystemRandomness(),
            onFatal: { _ in })
        _ = try await node.activate(try AgreementFolder.files(in: workspace("agreements")))
    }

    static func setting(
        _ workspace: Workspace, _ clock: TestClock, data: String? = nil, limits: ExchangeLimits = ExchangeLimits()
    ) throws -> NodeSetting {
        NodeSetting(
            dataFolder: data ?? workspace("data"), keys: try NodeKeys(in: workspace),
            trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock), limits: limits,
            reserveBytes: 0)
    }

    /// Carries everything into the data folder, so that a copy of it can be opened.
    func stop() throws {
        if !isClosed.exchange(true, ordering: .sequentiallyConsistent) { try node.close() }
    }

    /// Stops the node, and reads everything that it holds against each other.
    /// - Parameter change: done to the data folder before it is read.
    func audit(after change: (_ folder: String) async throws -> Void = { _ in }) async throws -> NodeAuditReport {
        if !isClosed.exchange(true, ordering: .sequentiallyConsistent) { try node.close() }
        // The folder belongs to this process: a copy of it is read.
        let copy = workspace("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: workspace("data"), toPath: copy)
        try await change(copy)
        return try await NodeAudit.report(on: try Self.setting(workspace, clock, data: copy))
    }

    /// A copy of the data folder of the stopped node.
    func stoppedCopy() throws -> String {
        if !isClosed.exchange(true, ordering: .sequentiallyConsistent) { try node.close() }
        let copy = workspace("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: workspace("data"), toPath: copy)
        return copy
    }

    /// The node as its next start finds it, on a copy of its folder.
    /// - Parameter change: done to the copy before it is opened.
    func reopened(after change: (_ folder: String) async throws -> Void = { _ in }) async throws -> ExchangeNode {
        if !isClosed.exchange(true, ordering: .sequentiallyConsistent) { try node.close() }
        let copy = workspace("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: workspace("data"), toPath: copy)
        try await change(copy)
        return try await ExchangeNode.open(
            try Self.setting(workspace, clock, data: copy), timekeeper: clock, randomness: SystemRandomness(),
            onFatal: { _ in })
    }

    var id: AgreementID { get throws { try AgreementID(parsing: Self.agreement) } }

    // MARK: people

    func credential(_ person: Person) throws -> Credential {
        try Credential(pem: try workspace.read("pki/\(person.rawValue).pem"), passphrase: nil)
    }

    /// The person as a request brings them in.
    func caller(_ person: Person) async throws -> CallingMember {
        let credential = try credential(person)
        let trusted = try await node.authenticate(credential.chain.all.map(\.der))
        return try CallingMember(identity: trusted.identity, certificate: trusted.certificate.digest)
    }

    func statement(
        _ type: EventType, by person: Person, at: Instant? = nil, _ fill: (inout CustodyEvent) throws -> Void
    ) throws -> Statement {
        let credential = try credential(person)
        var event = CustodyEvent(
            event: EventID(from: SystemRandomness()), type: type,
            log: try LogOrigin(parsing: "saksi/kh/phnom-penh/\(Self.agreement)"),
            signers: [credential.chain.leaf.digest], actor: credential.identity, at: at ?? clock.now,
            offset: .indochina, clock: .device)
        try fill(&event)
        return Statement(
            envelope: try Envelope(signing: event, with: [credential]).bytes,
            certificates: credential.chain.all.map(\.der))
    }

    // MARK: bundles

    struct Packed: Sendable {
        let path: String
        let record: BundleRecord
        let digest: Digest
        var id: BundleID { record.bundle }
    }

    /// Packs exhibits, one for each row of the sheet, in the order of their numbers.
    /// - Parameters:
    ///   - rows: `category,victim-identity,flags` and, of a redaction, `,rendition-of,rendition-kind`.
    ///   - words: written at each exhibit, `#` as its place.
    ///   - renditionsWithout: whether renditions have no such words.
    func pack(
        _ rows: [String], case number: String = Bench.caseNumber, words: String = "", renditionsWithout: Bool = false,
        by person: Person = .investigator, for recipients: [String] = [],
        with randomness: any Randomness = SystemRandomness()
    ) async throws -> Packed {
        let name = UUID().uuidString
        var sheet =
            "path,category,victim-identity,flags,rendition-of,rendition-kind,handling,description,conditions,source,seizure,acquisition\n"
        for (place, row) in rows.enumerated() {
            let file = "\(place).bin"
            try workspace.write("exhibit \(place) of \(name)", to: "\(name).d/\(file)")
            let fields = row.split(separator: ",").map(String.init)
            let rest = Array(repeating: "", count: 5 - fields.count)
            sheet +=
                ([file] + fields + rest + ["none"]
                + Array(
                    repeating: renditionsWithout && fields.count > 3 ? "" : words.replacing("#", with: "\(place)"),
                    count: 5))
                .joined(separator: ",") + "\n"
        }
        let agreement = try await node.agreement(try id, for: try await caller(.prosecutor)).agreement
        var order = PackOrder(
            folder: workspace("\(name).d"),
            agreement: BundleRecord.AgreementReference(
                id: agreement.id, version: agreement.version, digest: agreement.digest),
            channel: .police, case: BundleRecord.CaseReference(number: try CaseNumber(parsing: number)))
        order.recipients = try recipients.map { try Recipient(parsing: $0) }
        try workspace.write(sheet, to: "\(name).csv")
        order.sheet = try Sheet(reading: workspace("\(name).csv"))
        let packer = Packer(
            credential: try credential(person), tool: BundleRecord.Tool(name: "saksi", version: "test"),
            offset: .indochina, timekeeper: clock, randomness: randomness)
        let packed = try await packer.pack(order, to: workspace("\(name).asice"))
        return Packed(path: packed.path, record: packed.record, digest: packed.digest)
    }

    /// Uploads without submitting.
    func upload(_ packed: Packed, by person: Person = .investigator) async throws -> UploadID {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: packed.path)))
        let caller = try await caller(person)
        let upload = try await node.beginUpload(under: try id, length: Int64(bytes.count), by: caller)
        let writer = try await node.continueUpload(upload.id, at: 0, of: caller)
        try await writer.append(bytes)
        _ = try await writer.acknowledge()
        return upload.id
    }

    @discardableResult
    func submit(
        _ packed: Packed, by person: Person = .investigator, offence: String? = nil
    ) async throws -> Submission {
        let upload = try await upload(packed, by: person)
        return try await submit(packed, upload, by: person, offence: offence)
    }

    func submit(
        _ packed: Packed, _ upload: UploadID, by person: Person = .investigator, offence: String? = nil
    ) async throws -> Submission {
        let stated = try statement(.submitted, by: person) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
            event.offence = try offence.map { try OffenceCode(parsing: $0) }
        }
        return try await node.submit(upload, with: stated, claiming: nil, by: try await caller(person))
    }

    /// Packs and submits.
    func held(_ rows: [String], case number: String = Bench.caseNumber) async throws -> Packed {
        let packed = try await pack(rows, case: number)
        try await submit(packed)
        return packed
    }

    func mentions(_ numbers: [Int], of packed: Packed) throws -> [ExhibitMention] {
        let exhibits = try UnverifiedBundle(path: packed.path).inspect().exhibits
        return try numbers.map { number in
            guard let exhibit = exhibits.first(where: { $0.number.value == number }) else {
                throw Answer(code: "no exhibit \(number)")
            }
            return ExhibitMention(
                number: exhibit.number,
                commitment: SaltedCommitment(salt: exhibit.salt, content: try CanonicalJSON.encode(exhibit)))
        }
    }

    @discardableResult
    func retrieve(
        _ packed: Packed, _ numbers: [Int]? = nil, for purpose: Purpose = .investigation, by person: Person = .leader
    ) async throws -> Grant {
        let stated = try statement(.releaseRequested, by: person) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
            event.purpose = purpose
            event.exhibits = try numbers.map { try mentions($0, of: packed) }
        }
        return try await node.release(packed.id, under: try id, asking: stated, by: try await caller(person))
    }

    /// How the bytes of a release are refused to who was granted it; nil where they begin to come.
    func fetch(_ grant: Grant, by person: Person = .leader) async -> String? {
        await refusal {
            let delivery = try await node.delivery(grant.release, for: try await caller(person))
            guard try delivery.read(at: 0, count: 2) == [0x50, 0x4B] else { throw Answer(code: "no ZIP") }
        }?.code
    }

    // MARK: what is left

    /// The events of the agreement's log, in order.
    func events() async throws -> [CustodyEvent] {
        let active = try await node.agreement(try id, for: try await caller(.prosecutor))
        let size = try node.folder.register.log(active.ledger.origin.text)?.size ?? 0
        return try (0..<size).compactMap { index in
            guard let bytes = try node.folder.register.entry(active.ledger.key, index),
                case .event(let event) = try RawEntry(parsing: bytes)
            else { return nil }
            return event.event
        }
    }

    /// The names of all blobs and of what is being made.
    func heldFiles() -> [String] {
        ["blobs", "workshop"].flatMap { folder in
            (FileManager.default.subpaths(atPath: workspace("data/\(folder)")) ?? [])
                .filter { $0.utf8.count > 10 && !$0.hasSuffix("/") }
                .filter { name in
                    var isFolder: ObjCBool = false
                    _ = unsafe FileManager.default.fileExists(
                        atPath: workspace("data/\(folder)/\(name)"), isDirectory: &isFolder)
                    return !isFolder.boolValue
                }
        }
    }

    /// What a refusal says.
    struct Answer: Error, Equatable {
        let code: String
        var reason = ""
        var next = ""
    }

    /// How something is refused; nil if it is not.
    func refusal(_ body: () async throws -> Void) async -> Answer? {
        do {
            try await body()
            return nil
        } catch let failure as any Failure {
            return Answer(code: failure.code.name, reason: failure.reason, next: failure.nextStep)
        } catch {
            return Answer(code: "\(error)")
        }
    }
}
