import Vocabulary

/// Where a fact comes from.
package enum FactSource: String, Word {
    case certificate
    case roster
    /// The record that the packer signed.
    case bundleRecord = "bundle-record"
    case caseRegister = "case-register"
    /// Assumed, because nobody said otherwise: anything that the agreement was made for.
    case agreement
    /// The signed law files of the parties.
    case law
    /// What the node itself holds: renditions, its own configuration.
    case node
    /// Signed events in the custody log.
    case log
    /// Declared by whoever asks, and marked so.
    case request

    package static let noun = "source of a fact"
}

/// A value with its source, or nothing known.
///
/// Unknown is not false: it counts against the one who asks, in a permit and in a forbid alike.
package struct Fact<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    package let value: Value?
    package let source: FactSource?

    package init(_ value: Value, from source: FactSource) {
        self.value = value
        self.source = source
    }

    private init() {
        value = nil
        source = nil
    }

    package static var unknown: Self { Self() }

    /// The value, unless it is no more than what whoever asks declares.
    var established: Value? { source == .request ? nil : value }
    /// The value, if whoever asks declared it.
    package var declared: Value? { source == .request ? value : nil }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        value = try container.decodeIfPresent(Value.self, forKey: .value)
        source = try container.decodeIfPresent(FactSource.self, forKey: .source)
        guard (value == nil) == (source == nil) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a fact has a value and a source, or neither"))
        }
    }

    private enum CodingKeys: String, CodingKey { case value, source }
}
