import NIOHTTP1
import Vocabulary
import Wire

/// A node's answer, read to its end.
package struct NodeAnswer: Sendable {
    package let status: Int
    /// By name in lower case; of a field that is there twice, the first.
    package let fields: [String: String]
    package let body: [UInt8]

    init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        fields = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        self.body = body
    }

    /// - Throws: the node's refusal, if it is one.
    package func accepted() throws(NodeFailure) -> NodeAnswer {
        guard status >= 400 else { return self }
        if fields["content-type"] == Problem.contentType,
            let problem = try? CanonicalJSON.decodeLoosely(Problem.self, from: body, noun: "problem document")
        {
            throw NodeFailure(problem)
        }
        throw NodeFailure(
            .nodeAnswer, "The node answered \(status) without saying why.",
            next: "Try again; if it stays so, tell the operator of the node.", status: status)
    }

    /// The body as a record of ours, in its one spelling.
    package func record<Value: Codable>(_ type: Value.Type, noun: String, limit: Int = 16 << 20) throws(NodeFailure)
        -> Value
    {
        do {
            return try CanonicalJSON.decode(type, from: body, noun: noun, limit: limit)
        } catch {
            throw NodeFailure(
                .nodeAnswer, "The node's answer is not of its form: \(error.reason)",
                next: "The node and this program may be of different versions; install the same version.")
        }
    }
}
