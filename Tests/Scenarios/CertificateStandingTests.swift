import Custody
import EvidenceBundle
import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// Certificates of signers that ended, were revoked, or of which nobody knows: only their own keys say when they signed.
@Suite("A certificate of custody whose signers' certificates are no longer good", .timeLimit(.minutes(10)))
struct CertificateStandingTests {
    private let desk: CertificateDesk
    private let now = SystemTimekeeper().now

    init() throws { desk = try CertificateDesk.shared.get() }

    private var later: Instant { now.adding(seconds: 7200) }

    private func steps(_ report: VerificationReport) -> [VerificationReport.Check] {
        report.checks.filter { $0.name.hasPrefix("step ") }
    }

    @Test("A key that was revoked as stolen proves neither its steps nor the list of files, whatever time it states")
    func stolen() throws {
        for reason in [nil, RevocationReason.keyCompromise] {
            let (_, trust) = try desk.trustList(revoking: "th/dsi-0201", reason: reason, at: later)
            let report = try desk.check(try desk.folder(CertificateDesk.first), trust: trust, now: later).report
            #expect(report.exit == .trust, "\(report.checks)")
            #expect(report.failures.map(\.name) == ["signature"] && report.failures.map(\.code) == [.revoked])
            let doubtful = steps(report)
            #expect(doubtful.count == 5 && doubtful.allSatisfy { $0.code == .revoked }, "\(report.checks)")
            // One that is made now says it at each step, and is not accepted as a whole.
            let files = try desk.cosigned(by: [], trust: trust, now: later)
            let page = try CertificateDesk.words(files)
            #expect(page.components(separatedBy: "Not established: the certificate of who signed").count == 6)
            let again = try desk.check(files, trust: trust, now: later)
            #expect(again.report.exit == .trust && again.report.failures.isEmpty, "\(again.report.checks)")
            // Of its proofs another one can be made, which says the same.
            #expect(again.isProved)
        }
    }

    @Test("A key that was revoked for a reason that leaves earlier times, and one that has ended, are told apart")
    func replacedAndEnded() throws {
        let (_, trust) = try desk.trustList(revoking: "th/dsi-0201", reason: .superseded, at: later)
        let replaced = try desk.check(try desk.folder(CertificateDesk.first), trust: trust, now: later).report
        #expect(replaced.isGood, "\(replaced.checks)")
        #expect(steps(replaced).count == 5 && steps(replaced).allSatisfy { $0.message.contains("was revoked later") })
        let page = try CertificateDesk.words(try desk.cosigned(by: [], trust: trust, now: later))
        #expect(page.components(separatedBy: "for a reason that leaves earlier steps standing").count == 6)
        #expect(!page.contains("had ended"))

        let nextYear = now.adding(days: 400)
        let ended = try desk.check(try desk.folder(CertificateDesk.first), now: nextYear).report
        #expect(ended.isGood, "\(ended.checks)")
        #expect(steps(ended).count == 10 && steps(ended).allSatisfy { $0.message.contains("has ended") })
        let old = try CertificateDesk.words(try desk.cosigned(by: [], now: nextYear))
        #expect(old.components(separatedBy: "had ended when this paper was made").count == 11)
    }

    @Test(
        "Where the revocation lists have only run out it is said that nobody knows, and not that a certificate is bad")
    func unjudged() throws {
        let nextQuarter = now.adding(days: 60)
        let report = try desk.check(try desk.folder(CertificateDesk.first), now: nextQuarter).report
        #expect(report.isGood, "\(report.checks)")
        let told = steps(report) + report.checks.filter { $0.name == "signature" }
        #expect(told.count == 11 && told.allSatisfy { $0.message.contains("not known") }, "\(report.checks)")
        #expect(!told.contains { $0.message.contains("ended") || $0.message.contains("no longer") })
    }

    @Test("A key that was revoked before the time that it states is refused")
    func revokedBefore() throws {
        let (_, trust) = try desk.trustList(revoking: "th/dsi-0201", reason: .superseded, at: later)
        let list = trust.list
        let chain = try CertificateChain(pem: try desk.exchange.workspace.read("pki/th/dsi-0201.pem"))
        func standing(stated: Instant) throws -> CertificateStanding? {
            try list.standing(of: chain, for: .events, at: later, stated: stated, lists: trust.revocationLists)
        }
        #expect(try standing(stated: now) == .replaced)
        #expect(throws: SealError.self) { try standing(stated: now.adding(seconds: 5400)) }
    }

    @Test("What the record says of certificates is held against the lists that lie with it")
    func claimed() throws {
        let nextYear = now.adding(days: 400)
        let old = try desk.cosigned(by: [], now: nextYear)
        let honest = try desk.check(old, now: nextYear).report
        #expect(honest.isGood, "\(honest.checks)")
        let silent = try CertificateDesk.rewritten(old) { json, _ in
            CertificateDesk.changeStep(&json, 5) { $0["certificate"] = nil }
        }
        let invented = try desk.unsigned { json, _ in
            CertificateDesk.changeStep(&json, 5) { $0["certificate"] = "ended" }
        }
        let other = try CertificateDesk.rewritten(old) { json, _ in
            CertificateDesk.changeStep(&json, 5) { $0["certificate"] = "unjudged" }
        }
        for (files, time) in [(silent, nextYear), (invented, now), (other, nextYear)] {
            let report = try desk.check(files, now: time).report
            #expect(report.failures.map(\.code) == [.certificateStep], "\(report.checks)")
        }
    }
}
