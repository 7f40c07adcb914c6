import Custody
import Foundation
import Policy
import Store
import Testing
import Vocabulary

@testable import Exchange

/// What is left of submissions: of one that is refused, nothing.
@Suite("Submissions, step by step")
struct SubmissionTests {
    @Test("Two first submissions of one case at the same moment: one declaration is remembered, and the audit holds")
    func firstDeclarations() async throws {
        for _ in 0..<4 {
            let bench = try await Bench()
            let offences = [
                "trafficking-in-persons", "forced-criminality", "trafficking-in-persons", "forced-criminality",
            ]
            var prepared: [(Bench.Packed, UploadID, String)] = []
            for offence in offences {
                let packed = try await bench.pack(["document,none,none"])
                prepared.append((packed, try await bench.upload(packed), offence))
            }
            let all = prepared
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (packed, upload, offence) in all {
                    group.addTask { _ = try await bench.submit(packed, upload, offence: offence) }
                }
                try await group.waitForAll()
            }
            let audit = try await bench.audit()
            #expect(audit.findings.isEmpty, "\(audit.text)")
        }
    }

    @Test("A bundle that is refused leaves no blob, whatever refuses it")
    func nothingLeft() async throws {
        let bench = try await Bench()
        let first = try await bench.pack(["document,none,none"])
        try await bench.submit(first)
        let before = bench.heldFiles()
        // Somebody else's bundle under an identifier that is taken: the same record, packed once more.
        let twin = try await bench.pack(["photograph,none,none"])
        let stolen = Bench.Packed(path: twin.path, record: first.record, digest: twin.digest)
        let upload = try await bench.upload(stolen)
        let mismatch = await bench.refusal { _ = try await bench.submit(stolen, upload) }
        #expect(mismatch?.code == "exchange.statement.mismatch")
        #expect(bench.heldFiles() == before)
        // Policy refuses the officer, who may submit, but not what is of the other party.
        let refused = await bench.refusal { try await bench.submit(twin, by: .leader) }
        #expect(refused != nil)
        #expect(bench.heldFiles() == before)
        #expect(try bench.node.folder.register.uploads().count == 1)
    }

    /// Gives every bundle the same identifier.
    private struct Stuck: Randomness {
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &+ 1) } }
    }

    @Test("A bundle under an identifier that is taken is refused and leaves no blob, also where both come at once")
    func takenIdentifier() async throws {
        for isTogether in [false, true] {
            let bench = try await Bench()
            let packed = [
                try await bench.pack(["document,none,none"], with: Stuck()),
                try await bench.pack(["photograph,none,none"], with: Stuck()),
            ]
            #expect(packed[0].id == packed[1].id && packed[0].digest != packed[1].digest)
            var codes: [String?] = []
            if isTogether {
                let uploads = [try await bench.upload(packed[0]), try await bench.upload(packed[1])]
                codes = await withTaskGroup(of: String?.self) { group in
                    for (packed, upload) in zip(packed, uploads) {
                        group.addTask { await bench.refusal { _ = try await bench.submit(packed, upload) }?.code }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
            } else {
                for packed in packed { codes.append(await bench.refusal { try await bench.submit(packed) }?.code) }
            }
            #expect(codes.filter { $0 == nil }.count == 1, "\(codes)")
            #expect(codes.compactMap(\.self) == ["exchange.submission.bundle-known"], "\(codes)")
            #expect(bench.heldFiles().count == 1)
            #expect(try bench.node.folder.register.uploads().isEmpty)
            #expect(try await bench.audit().findings.isEmpty)
        }
    }

    @Test("Of bytes that two bring at once, the one who is refused takes nothing from the one who is not")
    func refusedBesideAccepted() async throws {
        let bench = try await Bench()
        let packed = try await bench.pack(["document,none,none"])
        let uploads = [try await bench.upload(packed), try await bench.upload(packed)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for upload in uploads {
                group.addTask { _ = try await bench.submit(packed, upload) }
            }
            try await group.waitForAll()
        }
        #expect(bench.heldFiles().count == 1)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("The receipt of somebody else's bundle costs the register as many reads as one of none")
    func receiptReads() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none"])
        let caller = try await bench.caller(.leader)
        let register = bench.node.folder.register
        var reads: [Int] = []
        for bundle in [packed.id, BundleID(from: SystemRandomness())] {
            let before = register.reads
            let answer = await bench.refusal {
                _ = try await bench.node.receipt(of: bundle, under: try bench.id, for: caller)
            }
            #expect(answer?.code == "exchange.not-found")
            reads.append(register.reads - before)
        }
        #expect(reads[0] == reads[1], "\(reads)")
    }
}
