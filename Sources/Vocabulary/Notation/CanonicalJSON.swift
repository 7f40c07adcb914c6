import FoundationEssentials

/// The JSON that we sign, hash and send: one spelling for each value.
///
/// UTF-8, keys sorted by their bytes, no insignificant white space, `/` unescaped, integers only.
/// Reading refuses every other spelling by writing the value again and comparing: so unknown keys,
/// duplicate keys, other number forms and trailing data are all refused by one rule.
package enum CanonicalJSON {
    package static func encode(_ value: some Encodable) throws(VocabularyError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw VocabularyError(.jsonForm, "A record could not be written as JSON.", next: "Please report this.")
        }
    }

    /// - Parameter noun: what is being read, as the message names it.
    package static func decode<Value: Codable>(
        _ type: Value.Type, from bytes: [UInt8], noun: String, limit: Int = 65_536
    ) throws(VocabularyError) -> Value {
        let value = try decodeLoosely(type, from: bytes, noun: noun, limit: limit)
        guard try encode(value) == bytes else {
            throw VocabularyError(
                .jsonForm, "The \(noun) is not in its canonical form: a key is unknown, twice or out of order.",
                next: "Write it with sorted keys and without white space, as docs/spec describes.")
        }
        return value
    }

    /// Reads JSON that somebody may have written by hand: white space and order are free.
    /// Only for what is neither signed nor hashed.
    package static func decodeLoosely<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], noun: String, limit: Int = 65_536
    ) throws(VocabularyError) -> Value {
        guard bytes.count <= limit else {
            throw VocabularyError(
                .jsonForm, "The \(noun) has \(bytes.count) bytes; the limit is \(limit).", next: "Send a smaller one.")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let failure as VocabularyError {
            throw failure
        } catch let failure as DecodingError {
            throw VocabularyError(
                .jsonForm, "The \(noun) is not of its form\(place(of: failure)).",
                next: "Compare it with the form in docs/spec.")
        } catch {
            throw VocabularyError(.jsonForm, "The \(noun) is not JSON.", next: "Compare it with the form in docs/spec.")
        }
    }

    private static func place(of failure: DecodingError) -> String {
        let context: DecodingError.Context? =
            switch failure {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context
            case .keyNotFound(let key, let context):
                DecodingError.Context(codingPath: context.codingPath + [key], debugDescription: "")
            @unknown default: nil
            }
        let path = (context?.codingPath ?? []).map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? "" : ": see “\(path.shownInMessage)”"
    }
}
