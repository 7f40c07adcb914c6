import Custody
import Exchange
import Seal
import Vocabulary

/// What the custody row measures, in a process of its own so that its memory is its own: a node without a network.
struct CustodyLoad {
    private let node: ExchangeNode
    private let caller: CallingMember
    private let statements: [Statement]
    private let agreement: AgreementID
    private let waiting: Int

    /// Opens a node on an empty folder, and signs the events.
    init(ground folder: String, count: Int, waiting: Int) async throws {
        let keys = NodeKeys(
            events: try Credential(pem: try Ground.read("\(folder)/pki/kh/node-phnom-penh-events.pem")),
            log: try SignerKey(
                parsing: Secret(
                    String(
                        String(decoding: try Ground.read("\(folder)/pki/kh/node-phnom-penh-log.key"), as: UTF8.self)
                            .prefix { !$0.isNewline }))))
        node = try await ExchangeNode.open(
            NodeSetting(
                dataFolder: "\(folder)/custody-data", keys: keys,
                trust: try TrustKeeper(loading: "\(folder)/pki/trust.yaml", timekeeper: SystemTimekeeper()),
                reserveBytes: 0),
            onFatal: { _ in })
        _ = try await node.activate(AgreementFolder.files(in: "\(folder)/agreements"))
        let member = try Credential(pem: try Ground.read("\(folder)/pki/kh/ahtjpp-0101.pem"))
        caller = try CallingMember(identity: member.identity, certificate: member.chain.leaf.digest)
        agreement = try AgreementID(parsing: Ground.agreement)
        let log = try LogOrigin(node: keys.node, agreement: agreement)
        let caseNumber = try CaseNumber(parsing: Ground.caseNumber)
        statements = try (0..<count).map { _ in
            var event = CustodyEvent(
                event: EventID(from: SystemRandomness()), type: .examined, log: log,
                signers: [member.chain.leaf.digest], actor: member.identity, at: SystemTimekeeper().now,
                offset: .indochina, clock: .device)
            event.case = caseNumber
            return Statement(
                envelope: try Envelope(signing: event, with: [member]).bytes,
                certificates: member.chain.all.map(\.der))
        }
        self.waiting = waiting
    }

    /// - Returns: events a second, from the first that is handed in to the last that is answered.
    func run() async throws -> Double {
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<min(waiting, statements.count) {
                group.addTask { [node, caller, statements, agreement, waiting] in
                    for number in stride(from: first, to: statements.count, by: waiting) {
                        _ = try await node.record(statements[number], under: agreement, by: caller)
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - begun).inSeconds
        try node.close()
        return Double(statements.count) / seconds
    }
}
