import Foundation
import Vocabulary

/// An agreement of 100 clauses and 50 members, and requests under it, each written for us and for Cedar.
struct DecisionSample {
    struct Clause {
        enum Effect: String { case permit, forbid, require }

        let number: Int
        let effect: Effect
        let actions: [Action]
        let roles: [RosterRole]
        let categories: [EvidenceCategory]
        let flags: [ItemFlag]
        let purposes: [Purpose]
        /// The consent of the giving party lifts it.
        let isLiftedByConsent: Bool
        /// A leader's approval is asked for.
        let isApproved: Bool
        let isLogged: Bool
    }

    struct Member {
        let id: String
        let role: RosterRole
    }

    struct Request {
        let member: Member
        let action: Action
        let category: EvidenceCategory
        let flag: ItemFlag?
        let purpose: Purpose
        let hasConsent: Bool
        let hasApproval: Bool

        var exhibit: String { "\(category.rawValue)/\(flag?.rawValue ?? "none")" }
    }

    static let roles: [RosterRole] = [.teamLeader, .member, .visiting]
    static let actions: [Action] = [.retrieve, .viewOnPremises, .onwardTransfer, .reissue]
    static let purposes: [Purpose] = [.investigation, .prosecution, .trial, .exculpatory]
    static let categories = Array(EvidenceCategory.allCases.prefix(20))

    /// 70 permits, 20 forbids and 10 requirements, each with two to four conditions. A consent lifts half of the forbids;
    /// every tenth permit and every other requirement asks for an approval.
    let clauses: [Clause] = (1...100).map { number in
        let effect: Clause.Effect = number % 5 == 0 ? .forbid : number % 10 == 7 ? .require : .permit
        let isForbid = effect == .forbid
        return Clause(
            number: number, effect: effect,
            actions: [actions[number % 4]] + (number % 3 == 0 ? [actions[(number + 1) % 4]] : []),
            roles: isForbid ? [] : [roles[number % 3]],
            categories: [categories[number % 20], categories[(number * 7 + 3) % 20]].uniqued,
            flags: isForbid ? [ItemFlag.allCases[number / 5 % ItemFlag.allCases.count]] : [],
            purposes: isForbid
                ? [purposes[number / 5 % 3], purposes[(number / 5 + 1) % 3]]
                : number % 2 == 0 ? [purposes[number / 2 % 4], purposes[(number / 2 + 1) % 4]] : [],
            isLiftedByConsent: isForbid && number % 10 == 0,
            isApproved: effect == .require ? number % 20 == 7 : effect == .permit && number % 10 == 1,
            isLogged: effect == .require ? number % 20 != 7 : effect == .permit && number % 7 == 0)
    }

    let members: [Member] = (0..<50).map { number in
        Member(
            id: String(format: "%@/%04d", number % 2 == 0 ? "kh/ahtjpp" : "th/dsi", 100 + number),
            role: roles[number % 3])
    }

    var requests: [Request] {
        (0..<256).map { number in
            Request(
                member: members[number * 13 % 50], action: Self.actions[number % 4],
                category: Self.categories[number * 11 % 20],
                flag: number % 3 == 0 ? ItemFlag.allCases[number / 3 % ItemFlag.allCases.count] : nil,
                purpose: Self.purposes[number / 4 % 4], hasConsent: number % 6 == 0, hasApproval: number % 5 == 0)
        }
    }
}

extension Array where Element: Equatable {
    fileprivate var uniqued: [Element] {
        reduce(into: []) { kept, element in
            if !kept.contains(element) { kept.append(element) }
        }
    }
}
