import Foundation
import Vocabulary

/// The same rules and requests as Cedar reads them.
extension DecisionSample {
    var cedarPolicies: String {
        clauses.filter { $0.effect != .require }.map { clause in
            var conditions: [String] = []
            if !clause.roles.isEmpty { conditions.append("\(Self.list(clause.roles)).contains(principal.role)") }
            conditions.append("\(Self.list(clause.categories)).contains(resource.category)")
            conditions += clause.flags.map { "resource.flags.contains(\"\($0.rawValue)\")" }
            if !clause.purposes.isEmpty { conditions.append("\(Self.list(clause.purposes)).contains(context.purpose)") }
            let actions = clause.actions.map { "Action::\"\($0.rawValue)\"" }.joined(separator: ", ")
            return """
                @id("\(clause.number)")
                \(clause.effect.rawValue)(principal, action in [\(actions)], resource)
                when { \(conditions.joined(separator: " && ")) }\
                \(clause.isLiftedByConsent ? " unless { context.consents.contains(resource.origin) }" : "");
                """
        }.joined(separator: "\n")
    }

    var cedarEntities: String {
        get throws {
            var seen: Set<String> = []
            let exhibits = requests.filter { seen.insert($0.exhibit).inserted }.map { request in
                Self.entity(
                    "Exhibit", request.exhibit,
                    [
                        "category": request.category.rawValue, "flags": request.flag.map { [$0.rawValue] } ?? [],
                        "origin": "KH",
                    ])
            }
            let people = members.map { Self.entity("Member", $0.id, ["role": $0.role.rawValue]) }
            return try Self.json(people + exhibits)
        }
    }

    var cedarRequests: String {
        get throws {
            try Self.json(
                requests.map { request in
                    [
                        "principal": "Member::\"\(request.member.id)\"",
                        "action": "Action::\"\(request.action.rawValue)\"",
                        "resource": "Exhibit::\"\(request.exhibit)\"",
                        "context": [
                            "purpose": request.purpose.rawValue, "consents": request.hasConsent ? ["KH"] : [],
                        ],
                    ]
                })
        }
    }

    private static func entity(_ type: String, _ id: String, _ attributes: [String: Any]) -> [String: Any] {
        ["uid": ["type": type, "id": id], "attrs": attributes, "parents": [String]()]
    }

    private static func list<W: RawRepresentable<String>>(_ words: [W]) -> String {
        "[" + words.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + "]"
    }

    private static func json(_ value: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    }
}
