import Foundation
import Policy
import TestKit
import Vocabulary

/// The Cedar engine, asked through its Python package in one process for many agreements.
enum CedarPeer {
    /// What Cedar says of one request to one policy set.
    struct Answer: Decodable {
        let allowed: Bool
        /// The `@id` of the policies that decided.
        let reasons: [String]
        /// The policies that it passed over, because something they ask about is missing.
        let errors: [PassedOver]
    }

    /// A policy that Cedar could not evaluate.
    struct PassedOver: Decodable, CustomStringConvertible {
        /// Its `@id`.
        let policy: String
        let message: String
        /// Its conditions that Cedar knows not to hold, asked one by one: with one of these it does not match, whatever
        /// is missing.
        let refuted: [String]

        /// The attribute that a record lacked; nil for any other mistake.
        var missingAttribute: String? {
            let parts = message.split(separator: "`")
            guard parts.count > 3, parts[2] == ": record does not have the attribute " else { return nil }
            return String(parts[3])
        }

        /// Whoever asks is not among the entities.
        var lacksPerson: Bool { message.contains(": entity `Member::") && message.hasSuffix("` does not exist") }

        var description: String { "\(policy) (\(message))" }
    }

    /// One line of input: an agreement with its requests.
    static func question(_ export: CedarExport, _ requests: [String]) throws -> String {
        let sets = export.sets.map(\.text) + [export.requirements]
        let quoted = try sets.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        let entities = export.entities.split(separator: "\n").joined()
        return "{\"sets\": [\(quoted.joined(separator: ", "))], \"entities\": \(entities), "
            + "\"requests\": [\(requests.joined(separator: ", "))]}"
    }

    /// For each question, for each policy set, the requirements last, for each request.
    static func ask(_ questions: [String]) throws -> [[[Answer]]] {
        let workspace = try Workspace()
        let program = try workspace.write(script, to: "cedar.py")
        let outcome = try Tool.run(
            "python3", [program], input: Array(questions.map { $0 + "\n" }.joined().utf8))
        guard outcome.status == 0 else { throw Failed(errors: outcome.errors) }
        return try outcome.output.split(separator: "\n").map {
            try JSONDecoder().decode([[Answer]].self, from: Data($0.utf8))
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let errors: String
        var description: String { "Cedar was not asked: \(errors)" }
    }

    private static let script = """
        import json, re, sys
        import cedarpy

        number = re.compile(r"policy(\\d+)")
        name = re.compile(r'^@id\\("(.*)"\\)$', re.MULTILINE)
        condition = re.compile(r"^((?:when|unless) \\{ .* \\});?$")

        def place(text):
            return int(number.search(text).group(1))

        # The conditions of each policy, one a line.
        def conditions(text):
            found = []
            for line in text.split("\\n"):
                if line.startswith("@id("):
                    found.append([])
                elif condition.match(line):
                    found[-1].append(condition.match(line).group(1))
            return found

        # Of the policies that failed, the conditions that are known not to hold, by request and policy.
        def refuted(text, requests, results, entities):
            failed = [[place(error) for error in result.diagnostics.errors] for result in results]
            listed = conditions(text)
            asked = [(policy, one) for policy in sorted(set(sum(failed, []))) for one in listed[policy]]
            found = [{} for _ in requests]
            if not asked:
                return found
            single = cedarpy.PolicySet.from_str(
                "\\n".join(f"permit(principal, action, resource) {one};" for _, one in asked))
            some = [index for index, policies in enumerate(failed) if policies]
            answers = cedarpy.is_authorized_batch([requests[index] for index in some], single, entities)
            for index, answer in zip(some, answers):
                said = answer.diagnostics
                open = set(map(place, said.reasons)) | set(map(place, said.errors))
                for policy in failed[index]:
                    found[index][policy] = [
                        one for number, (owner, one) in enumerate(asked) if owner == policy and number not in open
                    ]
            return found

        for line in sys.stdin:
            question = json.loads(line)
            entities = cedarpy.Entities.from_json_str(json.dumps(question["entities"]))
            answers = []
            for text in question["sets"]:
                names = name.findall(text)
                if not names:
                    empty = {"allowed": False, "reasons": [], "errors": []}
                    answers.append([empty] * len(question["requests"]))
                    continue
                policies = cedarpy.PolicySet.from_str(text)
                results = cedarpy.is_authorized_batch(question["requests"], policies, entities)
                others = refuted(text, question["requests"], results, entities)
                def named(text):
                    return names[place(text)]
                answers.append([
                    {
                        "allowed": result.allowed,
                        "reasons": [named(text) for text in result.diagnostics.reasons],
                        "errors": [
                            {"policy": named(text), "message": text, "refuted": other[place(text)]}
                            for text in result.diagnostics.errors
                        ],
                    }
                    for result, other in zip(results, others)
                ])
            print(json.dumps(answers))

        """
}
