import Custody
import Exchange
import Seal
import Vocabulary

/// What the rows about custody measure, in a process of its own so that its memory is its own: a node without a network.
struct CustodyLoad {
    private let setting: NodeSetting
    let member: Credential
    let caller: CallingMember
    let agreement: AgreementID
    let log: LogOrigin
    let caseNumber: CaseNumber
    private let files: [PolicyFile]

    /// The data folder of the node, in the ground.
    static let data = "custody-data"

    init(ground folder: String, data: String = Self.data) throws {
        let keys = NodeKeys(
            events: try Credential(pem: try Ground.read("\(folder)/pki/kh/node-phnom-penh-events.pem")),
            log: try SignerKey(
                parsing: Secret(
                    String(
                        String(decoding: try Ground.read("\(folder)/pki/kh/node-phnom-penh-log.key"), as: UTF8.self)
                            .prefix { !$0.isNewline }))))
        setting = NodeSetting(
            dataFolder: "\(folder)/\(data)", keys: keys,
            trust: try TrustKeeper(loading: "\(folder)/pki/trust.yaml", timekeeper: SystemTimekeeper()),
            reserveBytes: 0)
        files = try AgreementFolder.files(in: "\(folder)/agreements")
        member = try Credential(pem: try Ground.read("\(folder)/pki/kh/ahtjpp-0101.pem"))
        caller = try CallingMember(identity: member.identity, certificate: member.chain.leaf.digest)
        agreement = try AgreementID(parsing: Ground.agreement)
        log = try LogOrigin(node: keys.node, agreement: agreement)
        caseNumber = try CaseNumber(parsing: Ground.caseNumber)
    }

    /// Opens the node; the first time its agreements are put into force.
    func open(isFirst: Bool) async throws -> ExchangeNode {
        let node = try await ExchangeNode.open(setting, onFatal: { _ in })
        if isFirst { _ = try await node.activate(files) }
        return node
    }

    /// What was measured of events that entered a log.
    struct Figures {
        /// Events a second, from the first that is handed in to the last that is answered.
        let rate: Double
        /// Seconds in which 99 of 100 were answered.
        let slowest: Double
    }

    /// Events that are signed before the clock starts enter the log.
    /// - Parameter waiting: so many at one time.
    func record(_ count: Int, waiting: Int, on node: ExchangeNode) async throws -> Figures {
        try await record(try (0..<count).map { _ in try statement() }, waiting: waiting, on: node)
    }

    func record(_ statements: [Statement], waiting: Int, on node: ExchangeNode) async throws -> Figures {
        let count = statements.count
        let begun = ContinuousClock.now
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for first in 0..<min(waiting, count) {
                group.addTask { [caller, agreement] in
                    var times: [Double] = []
                    for number in stride(from: first, to: count, by: waiting) {
                        let asked = ContinuousClock.now
                        _ = try await node.record(statements[number], under: agreement, by: caller)
                        times.append((ContinuousClock.now - asked).inSeconds)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        return Figures(
            rate: Double(count) / (ContinuousClock.now - begun).inSeconds, slowest: times[times.count * 99 / 100])
    }

    private func statement() throws -> Statement {
        var event = CustodyEvent(
            event: EventID(from: SystemRandomness()), type: .examined, log: log,
            signers: [member.chain.leaf.digest], actor: member.identity, at: SystemTimekeeper().now,
            offset: .indochina, clock: .device)
        event.case = caseNumber
        return Statement(
            envelope: try Envelope(signing: event, with: [member]).bytes, certificates: member.chain.all.map(\.der))
    }

    /// Reads everything again, with the node closed.
    /// - Returns: events a second.
    func audit() async throws -> Double {
        let begun = ContinuousClock.now
        let report = try await StoppedNodeAudit(setting).run(keepsState: false).document.report
        let seconds = (ContinuousClock.now - begun).inSeconds
        guard report.findings.isEmpty else { throw BenchmarkFailure(report.text) }
        return Double(report.events) / seconds
    }
}
