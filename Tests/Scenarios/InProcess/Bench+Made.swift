import Foundation
import Seal
import TestKit
import Vocabulary

/// The certificates and the agreement of the tests, made once.
extension Bench {
    struct Made: Sendable {
        let workspace: Workspace
        let now: Instant
    }

    static let made = Result<Made, any Error> {
        let workspace = try Workspace()
        let now = SystemTimekeeper().now
        try Demonstration(folder: workspace("pki"), now: now, randomness: SystemRandomness()).write()
        let tomorrow = String(now.adding(days: 1).text.prefix(10))
        let texts = ["TEST-TREATY": SampleFiles.treaty(), agreement: text(lastDay: tomorrow)]
        for (id, text) in texts {
            try workspace.write(text, to: "agreements/\(id).yaml")
            for stem in ["kh/moj-0001", "th/oag-0001"] {
                let credential = try Credential(pem: try workspace.read("pki/\(stem).pem"), passphrase: nil)
                try workspace.write(
                    try credential.cms(over: Array(text.utf8), claimedAt: now),
                    to: SignedFile.signaturePath(of: "agreements/\(id).yaml", by: credential.identity))
            }
        }
        return Made(workspace: workspace, now: now)
    }

    /// - Parameter lastDay: by which copies of chat exports have to be destroyed.
    private static func text(lastDay: String) -> String {
        SampleFiles.memorandum(
            agreement, offences: "trafficking-in-persons, forced-criminality",
            members: people.map { "\($0.id), role: \($0.role)" },
            clauses: """
                "1(1)":
                  says: { en: Members and leaders submit what is theirs. }
                  permit: [submit]
                  who: { role: [member, team-leader], party: item-origin }
                "1(2)":
                  says: { en: Everybody lists and records what is not medical. }
                  permit: [list, record]
                  item: { category: [document, intercept, photograph, chat-export] }
                "1(3)":
                  says: { en: Leaders and central authorities also list what is medical. }
                  permit: [list, record]
                  who: { role: [team-leader, central-authority] }
                  item: { category: [medical-report] }
                "1(4)":
                  says: { en: Expert reports are submitted when the central authority approved it. }
                  require: [submit]
                  item: { category: [expert-report] }
                  approvals: { from: [KH central-authority], within-days: 5 }
                "2(1)":
                  says: { en: Members and leaders retrieve for investigation. }
                  permit: [retrieve]
                  who: { role: [member, team-leader] }
                  item: { category: [document, intercept, photograph, chat-export, medical-report] }
                  if: { purpose: [investigation] }
                "2(2)":
                  says: { en: An intercept is released when a leader of Cambodia and the authority of Thailand approved it. }
                  require: [retrieve]
                  item: { category: [intercept] }
                  approvals: { from: [KH team-leader, TH central-authority], distinct-persons: 2, within-days: 2 }
                "2(3)":
                  says: { en: Members receive what shows a victim with identities removed. }
                  require: [retrieve]
                  who: { role: [member] }
                  item: { victim-identity: [direct, indirect] }
                  then: { redact: [victim-identity], notify: [kh-victim-desk] }
                "2(4)":
                  says: { en: Copies of chat exports are destroyed soon. }
                  require: [retrieve]
                  item: { category: [chat-export] }
                  then: { delete-by: \(lastDay), notify: [kh-chat-desk] }
                "2(5)":
                  says: { en: What is privileged stays closed. }
                  forbid: [retrieve]
                  item: { flag: [privileged] }
                "3(1)":
                  says: { en: Nothing serves another offence without consent. }
                  forbid: [retrieve]
                  if: { purpose: [other-offence] }
                  unless: { consent-of: item-origin }
                "3(2)":
                  says: { en: With consent the leaders retrieve it. }
                  permit: [retrieve]
                  who: { role: [team-leader] }
                  if: { purpose: [other-offence], consent-of: item-origin }
                "4(1)":
                  says: { en: Leaders and central authorities approve. }
                  permit: [approve]
                  who: { role: [team-leader, central-authority] }
                "4(2)":
                  says: { en: Central authorities consent. }
                  permit: [consent]
                  who: { role: [central-authority] }
                "4(3)":
                  says: { en: Leaders read the log. }
                  permit: [read-log]
                  who: { role: [team-leader] }
                """)
    }
}
