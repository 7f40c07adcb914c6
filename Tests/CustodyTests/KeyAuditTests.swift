import TestKit
import Testing
import Vocabulary

@testable import Custody
@testable import Seal

extension MemoryLog {
    /// The audit of somebody who was told that these keys are the log's, whatever its size.
    func audit(by keys: [SignerKey]) throws -> AuditReport {
        let own = succession().keys
        let told = LogKeys(
            origin: actors.log,
            entries: keys.map { key in
                own.entries.first { $0.key == key.verifier } ?? LogKeys.Entry(key: key.verifier, sizes: 0...Int.max)
            })
        return LogAudit(keys: told, tiles: tile, entries: bundle).run(checkpoint: try #require(checkpoint).bytes)
    }
}

/// What the audit of a log says of its keys.
@Suite("Audit of a log's keys")
struct KeyAuditTests {
    private func codes(_ report: AuditReport) -> [ErrorCode] { report.findings.map(\.error.code) }

    @Test(
        "A log key that was replaced without an event is found by the log itself, though the auditor was told of the new key"
    )
    func withoutEvent() throws {
        var log = try MemoryLog.activated()
        try log.submit("before")
        let new = try log.newKey()
        log.signers = [new]
        try log.submit("after")
        #expect(codes(try log.audit(by: [new])) == [.custodyKeyUnannounced, .custodyKeyUnannounced])
        // And who was told of the old key alone does not even take the checkpoint.
        #expect(codes(try log.audit(by: [log.actors.nodeKey])) == [.custodyNoteUnsigned])
    }

    @Test("An old key that signs on after its end is found")
    func signsOn() throws {
        var log = try MemoryLog.activated()
        let (old, new) = (log.actors.nodeKey, try log.newKey())
        try log.replaceKey(by: new)
        #expect(try log.audit(by: [old]).isClean)
        log.signers = [old]
        try log.submit("after")
        let told = LogAudit(
            keys: LogKeys(origin: log.actors.log, key: old.verifier), tiles: log.tile, entries: log.bundle)
        #expect(codes(told.run(checkpoint: try #require(log.checkpoint).bytes)) == [.custodyKeyUnannounced])
        log.signers = [new, old]
        try log.submit("both")
        #expect(try log.audit(by: [new]).isClean)
    }

    @Test("An activation that names another key than the one in force is found")
    func activation() throws {
        var log = try MemoryLog.activated()
        let new = try log.newKey()
        try log.replaceKey(by: new)
        // Names the first key of the log.
        try log.commit([[.event(try log.actors.activation())]])
        #expect(codes(try log.audit(by: [new])) == [.custodyKeyUnannounced])
    }

    @Test("A key that ends without another, begins without an end, is not in force, or comes back is found")
    func malformed() throws {
        func found(_ events: (MemoryLog, SignerKey) throws -> [[VerifiedEvent]]) throws -> [ErrorCode] {
            var log = try MemoryLog.activated()
            let new = try log.newKey()
            for group in try events(log, new) { try log.commit([group.map(LogEntry.event)]) }
            return codes(try log.audit(by: [log.actors.nodeKey]))
        }
        let key = ErrorCode.custodyKeySuccession
        #expect(try found { [try $0.replacement(by: $1)] }.isEmpty)
        #expect(try found { [[try $0.replacement(by: $1)[0]]] } == [key])
        #expect(
            try found { log, new in
                let events = try log.replacement(by: new)
                return [[events[0]], [events[1]]]
            } == [key, key])
        #expect(try found { [try $0.replacement(by: $1, of: try $0.newKey().verifier)] } == [key])
        #expect(try found { log, _ in [try log.replacement(by: log.actors.nodeKey)] } == [key])
        #expect(try found { log, new in [try log.replacement(by: new, size: log.head.size + 1)] } == [key])
        let two = try found { log, new in
            [try log.replacement(by: new) + log.replacement(by: try log.newKey(), of: new.verifier)]
        }
        #expect(two == [key])
    }

    @Test("An audit that is taken up behind a change of the key knows which is in force, and tells nothing twice")
    func resumed() throws {
        var log = try MemoryLog.activated()
        let new = try log.newKey()
        try log.replaceKey(by: new)
        let listed = log.succession().listed
        // One that begins and ends nothing.
        try log.commit([[.event(try log.replacement(by: try log.newKey())[0])]])
        while log.entries.count <= 256 { try log.submit("on") }
        func walked(_ keys: LogKeys, taken: Int) throws -> [ErrorCode] {
            let checkpoint = try #require(log.checkpoint)
            var walk = try #require(LogWalk.begin(checkpoint: checkpoint.bytes, keys: keys, taken: taken).walk)
            while let path = walk.need {
                walk.give(Result { try path.level == nil ? log.bundle(path) : log.tile(path) })
            }
            return walk.finish().findings.map(\.error.code)
        }
        #expect(try walked(listed, taken: 0) == [.custodyKeySuccession])
        #expect(try walked(listed, taken: 256).isEmpty)
        // Somebody was told that the new key signed from the beginning on.
        let wrong = LogKeys(origin: log.actors.log, key: new.verifier)
        #expect(try walked(wrong, taken: 0) == [.custodyKeySuccession, .custodyKeySuccession])
        #expect(try walked(wrong, taken: 256) == [.custodyKeySuccession])
    }

    @Test("A size belongs to the end of a log key and to nothing else")
    func form() throws {
        let actors = try Actors.shared.get()
        let certificate = try actors.certificate(Actors.node).digest
        func form(_ type: EventType, _ key: KeyMention) throws -> ErrorCode? {
            var event = try actors.event(.keyAdded, by: Actors.node) { $0.key = key }
            event = CustodyEvent(
                event: event.event, type: type, log: event.log, signers: event.signers, actor: event.actor,
                at: event.at, offset: event.offset, clock: event.clock)
            event.key = key
            event.agreement = actors.log.agreement
            do throws(CustodyError) {
                try event.checkForm()
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try form(.keyRevoked, KeyMention(verifier: actors.nodeKey.verifier, size: 0)) == nil)
        #expect(try form(.keyAdded, KeyMention(verifier: actors.nodeKey.verifier, size: 7)) == .custodyEventForm)
        #expect(try form(.keyRevoked, KeyMention(verifier: actors.nodeKey.verifier, size: -1)) == .custodyEventForm)
        #expect(try form(.keyRevoked, KeyMention(certificate: certificate)) == nil)
    }

    // MARK: certificates

    @Test("A certificate that was revoked in the log signs nothing behind it, and what it signed before stays good")
    func revoked() throws {
        var log = try MemoryLog.activated()
        try log.submit("before")
        let certificate = try log.actors.certificate(Actors.investigator)
        let revocation = try log.actors.verified(.keyRevoked, by: Actors.node) {
            $0.case = nil
            $0.key = KeyMention(certificate: certificate.digest)
            $0.counterpart = Counterpart(try Identity(parsing: Actors.investigator))
        }
        try log.commit([[.event(revocation)]])
        #expect(try log.audit().isClean)
        let knowledge = LogKnowledge(
            hasEvent: { [log] in log.knowledge.hasEvent($0) }, hasObject: { [log] in log.knowledge.hasObject($0) },
            digestOfEvent: { [log] in log.knowledge.digestOfEvent($0) }, isRevoked: { $0 == certificate.digest })
        let plan = try log.head.plan(
            [try log.actors.submission("late").map(LogEntry.event)], clock: log.clock, knowledge: knowledge)
        #expect(plan.isEmpty)
        guard case .failure(let refusal) = plan.outcomes[0] else { throw KeySuccession.wrong("was let in", at: 0) }
        #expect(refusal.code == .custodyKeyRevoked)
        // A host that lets it in all the same is found.
        try log.submit("late")
        #expect(codes(try log.audit()) == [.custodyKeyRevoked])
    }

    @Test("A node that signs with a certificate which no event adds is found; with one that is added it is not")
    func added() throws {
        let workspace = try Workspace()
        let other = try Actors.credential(Actors.node, in: workspace)
        func log(adding: Bool) throws -> [ErrorCode] {
            var walk = EntryAudit(origin: try Actors.shared.get().log)
            let made = try MemoryLog.activated()
            for entry in made.entries { walk.read(entry) }
            walk.read(try TrustObject(certificate: other.chain.leaf).bytes)
            func event(_ type: EventType, _ fill: (inout CustodyEvent) -> Void) throws {
                var event = CustodyEvent(
                    event: EventID(from: SystemRandomness()), type: type, log: made.actors.log,
                    signers: [other.chain.leaf.digest], actor: made.actors.log.node, at: made.clock, offset: .indochina,
                    clock: .ntp)
                event.agreement = made.actors.log.agreement
                fill(&event)
                walk.read(try Envelope(signing: event, with: [other]).bytes)
            }
            if adding { try event(.keyAdded) { $0.key = KeyMention(certificate: other.chain.leaf.digest) } }
            try event(.decisionDenied) { _ in }
            let range = RecordedRange(from: made.head.size, to: walk.index, at: made.clock)
            try event(.recorded) { $0.recorded = range }
            walk.finish()
            return walk.findings.map(\.error.code)
        }
        #expect(try log(adding: true).isEmpty)
        #expect(try log(adding: false) == [.custodyKeyUnannounced, .custodyKeyUnannounced])
    }
}
