import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Custody
@testable import Exchange

/// The host of a node rewrites its log with all keys at hand. What was acknowledged is missed by its receipt, what was
/// cosigned by the cosigner; what the log itself would show is told beside it.
@Suite("A host that rewrites its log")
struct AdversarialHostTests {
    /// Four submissions, an hour apart, each with its receipt; a cosigner of the other party has signed for the first three.
    struct Scene {
        let bench: Bench
        let host: RewritingHost
        let receipts: [Receipt]
        let cosigner: CosignerService
        let cosigned: Int

        init() async throws {
            bench = try await Bench()
            var receipts: [Receipt] = []
            for person in [Bench.Person.investigator, .prosecutor, .investigator, .prosecutor] {
                bench.clock.advance(seconds: 3600)
                let packed = try await bench.pack(["document,none,none"], by: person)
                receipts.append(try Receipt(parsing: try await bench.submit(packed, by: person).receipt))
            }
            self.receipts = receipts
            host = try await RewritingHost(bench)
            let key = try SignerKey(
                parsing: Secret(
                    String(decoding: try bench.workspace.read("pki/th/cosigner-bangkok.key"), as: UTF8.self)))
            cosigner = try await CosignerService(
                try Identity(parsing: "th/cosigner/bangkok"), key: key, logs: CosignedLogs(agreements: [try bench.id]),
                folder: try .opened(bench.workspace("cosigner"), key: key.verifier),
                trust: try TrustKeeper(loading: bench.workspace("pki/trust.yaml"), timekeeper: bench.clock),
                timekeeper: bench.clock)
            cosigned = receipts[2].checkpoint.checkpoint.size
            let shown = try host.shown()
            _ = try await cosigner.add(try shown.beginning(cosigned).request(from: 0).bytes)
        }

        /// The commit of a submission.
        func step(_ number: Int) -> Int { host.steps.count - receipts.count + number }

        func event(of receipt: Int) throws -> CustodyEvent { try UnverifiedEvent(receipts[receipt].envelope).event }
    }

    /// What the host does to the second of the four submissions.
    enum Deed: String, CaseIterable {
        case drops, inserts, reorders, backDates, altersItsOwn, altersWhatAPersonSigned, forgesAPerson

        func apply(to host: inout RewritingHost, _ scene: Scene) throws {
            let (first, second, third) = (scene.step(0), scene.step(1), scene.step(2))
            switch self {
            case .drops:
                host.moveObjects(from: second, to: third)
                host.steps.remove(at: second)
            case .inserts:
                let more = host.step([try host.made(like: .accepted, of: first)], atTimeOf: first)
                host.steps.insert(more, at: second)
            case .reorders:
                let (one, other) = (host.steps[second].recorded, host.steps[third].recorded)
                host.steps.swapAt(second, third)
                host.moveObjects(from: third, to: second)
                for (step, time) in [(second, one), (third, other)] {
                    host.steps[step].recorded.at = time.at
                    host.steps[step].recorded.recorded = time.recorded
                }
            case .backDates:
                let early = host.steps[second].recorded.at.adding(seconds: -1800)
                host.steps[second].recorded.at = early
                host.steps[second].recorded.recorded = RecordedRange(from: 0, to: 1, at: early)
                try host.replace(.accepted, of: second) { $0.at = early }
            case .altersItsOwn:
                try host.replace(.accepted, of: second) {
                    $0.counterpart = Counterpart(try Identity(parsing: "kh/ahtjpp/0101"))
                }
            case .altersWhatAPersonSigned:
                let (place, statement) = try host.event(.submitted, of: second)
                guard case .event(let original) = try RawEntry(parsing: host.steps[second].entries[place]) else {
                    return
                }
                var other = statement
                other.at = statement.at.adding(seconds: -1800)
                let envelope = try Envelope(
                    payload: try CanonicalJSON.encode(other), signatures: original.envelope.signatures)
                host.steps[second].entries[place] = envelope.bytes
                try host.replace(.accepted, of: second) {
                    $0.previous = [EventMention(event: statement.event, digest: envelope.digest)]
                }
            case .forgesAPerson:
                let forged = try host.made(like: .submitted, of: second) {
                    $0.signers = [host.keys.events.chain.leaf.digest]
                }
                host.steps.insert(host.step([forged], atTimeOf: first), at: second)
            }
        }

        /// What shows in the log by itself: in these two cases a signature that nobody but the person can make.
        var codeInTheLog: ErrorCode? {
            switch self {
            case .altersWhatAPersonSigned: .custodyEventSignature
            case .forgesAPerson: .custodyEventSigner
            default: nil
            }
        }
    }

    @Test(
        "Whatever is dropped, inserted, reordered, back-dated or altered is missed by receipts, which name the event, and refused by the cosigner",
        arguments: Deed.allCases)
    func rewritten(_ deed: Deed) async throws {
        let scene = try await Scene()
        var host = scene.host
        try deed.apply(to: &host, scene)
        let short = try host.shown()
        // And the same with events of the node's own behind it, longer than what was cosigned and acknowledged.
        for _ in 0..<3 { host.append(try host.made(like: .accepted, of: scene.step(0))) }
        for shown in [short, try host.shown()] {
            try expectInTheLog(deed, shown)
            try expectMissed(deed, shown, scene)
            try await expectRefused(shown, scene)
        }
        // The cosigner goes on with the log that it knows.
        _ = try await scene.cosigner.add(try scene.host.shown().request(from: scene.cosigned).bytes)
    }

    /// The log alone tells nothing of what the node signs: that is why others keep receipts and cosign.
    private func expectInTheLog(_ deed: Deed, _ shown: ShownLog) throws {
        let report = try shown.audit()
        guard let code = deed.codeInTheLog else {
            #expect(report.isClean, "\(deed): \(report.findings)")
            return
        }
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1 && finding.error.code == code, "\(report.findings)")
        guard case .entry(let index) = finding.place,
            case .event(let event) = try RawEntry(parsing: shown.entries[index])
        else {
            Issue.record("\(finding)")
            return
        }
        #expect(finding.error.reason.contains(event.event.event.text))
    }

    private func expectMissed(_ deed: Deed, _ shown: ShownLog, _ scene: Scene) throws {
        for (number, receipt) in scene.receipts.enumerated() {
            let error = try contradiction(receipt, shown)
            guard number > 0 else {
                // It was given before anything that was rewritten.
                #expect(error == nil, "\(deed): \(String(describing: error))")
                continue
            }
            let (event, found) = (try scene.event(of: number), try #require(error, "\(deed), receipt \(number)"))
            #expect(found.reason.contains(event.event.text) && found.reason.contains("(accepted)"), "\(deed): \(found)")
            #expect(found.reason.contains("entry \(receipt.index) of"), "\(deed): \(found)")
            #expect(
                [.custodyLogShrunk, .custodyLogSplitView, .custodyProofConsistency].contains(found.code),
                "\(deed): \(found)")
            // What became of the event itself.
            let leaf = Merkle.leaf(receipt.envelope.bytes)
            if let place = shown.entries.firstIndex(where: { Merkle.leaf($0) == leaf }) {
                let fate = place == receipt.index ? "although the event" : "It stands as entry \(place) now."
                #expect(found.reason.contains(fate), "\(deed): \(found)")
            } else {
                #expect(found.reason.contains("is nowhere in it"), "\(deed): \(found)")
            }
        }
    }

    private func contradiction(_ receipt: Receipt, _ shown: ShownLog) throws -> CustodyError? {
        let comparison = try ReceiptComparison(receipt, keys: shown.keys)
        do {
            try comparison.check(try shown.checkpoint(), tiles: shown.tile)
            return nil
        } catch let error as CustodyError {
            let fate = try comparison.fate(in: try shown.checkpoint(), tiles: shown.tile)
            return CustodyError(
                error.code, [error.reason, fate].compactMap(\.self).joined(separator: " "), next: error.nextStep)
        }
    }

    private func expectRefused(_ shown: ShownLog, _ scene: Scene) async throws {
        let honest = try scene.host.shown().beginning(scene.cosigned)
        var asked = [try shown.request(from: scene.cosigned)]
        if shown.size > scene.cosigned {
            // The proof that the honest log would have, for the root that is not its.
            let right = try scene.host.shown().request(from: scene.cosigned).proof
            asked.append(
                try AddCheckpoint(oldSize: scene.cosigned, proof: right, checkpoint: try shown.checkpoint()))
        }
        for request in asked + [try shown.request(from: 0)] {
            await #expect(throws: CosigningRefusal.self) { _ = try await scene.cosigner.add(request.bytes) }
        }
        let pair = try #require(
            try scene.cosigner.notices().first { $0.receivedSize == shown.size }, "\(shown.size) entries")
        #expect(pair.cosignedSize == scene.cosigned && pair.sentence.contains(scene.host.origin.text))
        let kept = try Contradiction(document: try scene.bench.workspace.read("cosigner/" + pair.file))
        #expect(try kept.cosigned.checkpoint == honest.checkpoint().checkpoint)
        #expect(try kept.received.checkpoint == shown.checkpoint().checkpoint)
    }

    @Test("Two members who are shown different logs find it out by each other's receipts, and only one log is cosigned")
    func twoViews() async throws {
        let scene = try await Scene()
        // One member's last submission is not in the log that the other one is shown, and the other way round.
        var host = scene.host
        let last = scene.step(3)
        host.steps[last] = host.step([try host.made(like: .accepted, of: scene.step(0))], atTimeOf: last)
        let (one, other) = (try scene.host.shown(), try host.shown())
        let index = other.size - 2
        let event = try UnverifiedEvent(parsing: other.entries[index])
        let receipt = try Receipt(
            event: event.verify(for: other.origin) {
                $0 == host.keys.events.chain.leaf.digest ? host.keys.events.chain.leaf : nil
            },
            proof: InclusionProof(index: index, size: other.size, tiles: other.tile), checkpoint: other.checkpoint())
        // Each by itself is whole, and fits the receipts of who is shown it.
        for (shown, own) in [(one, scene.receipts[3]), (other, receipt)] {
            #expect(try shown.audit().isClean)
            #expect(try contradiction(own, shown) == nil)
        }
        // Held against the other's, each names its event.
        let first = try #require(try contradiction(scene.receipts[3], other))
        #expect(first.reason.contains(try scene.event(of: 3).event.text), "\(first)")
        let second = try #require(try contradiction(receipt, one))
        #expect(second.reason.contains(event.event.event.text), "\(second)")
        // Of both one is cosigned. With as many entries they prove by themselves that there are two.
        _ = try await scene.cosigner.add(try one.request(from: scene.cosigned).bytes)
        await #expect(throws: CosigningRefusal.self) {
            _ = try await scene.cosigner.add(try other.request(from: scene.cosigned).bytes)
        }
        var same = host
        same.steps[last].entries.append(try host.made(like: .accepted, of: scene.step(1)))
        let equal = try same.shown()
        try #require(equal.size == one.size)
        await #expect(throws: CosigningRefusal.self) {
            _ = try await scene.cosigner.add(try equal.request(from: one.size).bytes)
        }
        let proof = try #require(try scene.cosigner.notices().first)
        #expect(proof.isProof && proof.kind == .splitView)
        #expect(try contradiction(scene.receipts[3], equal)?.code == .custodyLogSplitView)
    }

    @Test(
        "Events of its own, and acts of people that it attests, a host can add behind everything: cosigned, and shown as its own word"
    )
    func ownWord() async throws {
        let scene = try await Scene()
        var host = scene.host
        host.append(try host.made(like: .accepted, of: scene.step(0)))
        host.append(
            try host.made(like: .submitted, of: scene.step(1)) {
                $0.signers = [host.keys.events.chain.leaf.digest]
                $0.attested = .session
            })
        let shown = try host.shown()
        #expect(try shown.audit().isClean)
        for receipt in scene.receipts { #expect(try contradiction(receipt, shown) == nil) }
        _ = try await scene.cosigner.add(try shown.request(from: scene.cosigned).bytes)
        #expect(try scene.cosigner.notices().isEmpty)
        let attested = try UnverifiedEvent(parsing: shown.entries[shown.size - 2]).event
        #expect(attested.attested == .session && attested.actor.kind == .member)
        // Signed by nobody but the node: every reader is told that it is weaker.
        #expect(attested.signers == [host.keys.events.chain.leaf.digest])
    }

    @Test("Tiles that do not belong to the checkpoint are told from a log that was rewritten")
    func strangeTiles() async throws {
        let scene = try await Scene()
        var host = scene.host
        try Deed.drops.apply(to: &host, scene)
        let (honest, other) = (try scene.host.shown(), try host.shown())
        let comparison = try ReceiptComparison(scene.receipts[1], keys: honest.keys)
        let error = #expect(throws: CustodyError.self) {
            try comparison.check(try honest.checkpoint()) { path in
                var bytes = try honest.tile(path)
                bytes.replaceSubrange(0..<32, with: Merkle.leaf(other.entries[other.size - 1]).bytes)
                return bytes
            }
        }
        #expect(error?.code == .custodyTileContent)
    }
}
