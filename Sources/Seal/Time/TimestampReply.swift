import SwiftASN1
import Vocabulary

/// Why an authority gives no time-stamp: PKIFailureInfo (RFC 3161, section 2.4.2), by its bits.
package enum TimestampRefusal: Int, Error, Sendable, CaseIterable {
    case badAlgorithm = 0
    case badRequest = 2
    case badDataFormat = 5
    case timeNotAvailable = 14
    case unacceptedPolicy = 15
    case unacceptedExtension = 16
    case addInfoNotAvailable = 17
    case systemFailure = 25

    var words: String {
        switch self {
        case .badAlgorithm: "the digest is not SHA-256, 384 or 512"
        case .badRequest: "the request is not of version 1"
        case .badDataFormat: "what was sent is not a time-stamp request"
        case .timeNotAvailable: "the authority does not trust its clock at the moment"
        case .unacceptedPolicy: "the authority does not stamp under that policy"
        case .unacceptedExtension: "the authority takes no extensions"
        case .addInfoNotAvailable: "the authority cannot say what was asked beside the time"
        case .systemFailure: "the authority cannot answer at the moment"
        }
    }

    /// Whether the same question may be answered later.
    var isPassing: Bool { self == .timeNotAvailable || self == .systemFailure }
}

/// An authority's answer: a token, or why there is none.
enum TimestampReply {
    /// - Parameter token: ContentInfo.
    static func granted(_ token: [UInt8]) -> [UInt8] {
        DERWriting.sequence(DERWriting.sequence(DERWriting.integer(0)), token)
    }

    static func refused(_ refusal: TimestampRefusal) -> [UInt8] {
        var bits = [UInt8](repeating: 0, count: refusal.rawValue / 8 + 1)
        bits[refusal.rawValue / 8] = 0x80 >> UInt8(refusal.rawValue % 8)
        return DERWriting.sequence(
            DERWriting.sequence(
                DERWriting.integer(2), DERWriting.sequence(DERWriting.text(refusal.words)),
                DERWriting.value(0x03, [UInt8(7 - refusal.rawValue % 8)] + bits)))
    }

    static func token(_ reply: [UInt8]) throws(SealError) -> TimestampToken {
        let status: Int
        let token: ASN1Node?
        let reasons: [TimestampRefusal]
        do {
            let parts = try DER.parse(reply).parts()
            guard let first = parts.first, parts.count <= 2 else { throw MalformedDER() }
            let fields = try first.parts()
            guard let number = fields.first else { throw MalformedDER() }
            status = try number.count()
            reasons = try fields.last.map { try Self.reasons($0) } ?? []
            token = parts.count == 2 ? parts[1] : nil
        } catch {
            throw SealError(
                .timestampMalformed, "What the time-stamping authority answered is not a reply to a request.",
                next: "Check the authority's address.")
        }
        // Granted, or granted with modifications; the token itself is held against the question.
        guard status <= 1, let token else {
            let words = reasons.isEmpty ? "it does not say why" : reasons.map(\.words).joined(separator: "; ")
            throw SealError(
                reasons.contains(where: \.isPassing) ? .timestampUnavailable : .timestampRefused,
                "The time-stamping authority gave no time-stamp: \(words).",
                next: "Ask again later, or ask another authority.")
        }
        return try TimestampToken(der: Array(token.encodedBytes))
    }

    private static func reasons(_ node: ASN1Node) throws -> [TimestampRefusal] {
        guard node.identifier == .bitString else { return [] }
        let bytes = try ASN1BitString(derEncoded: node).bytes
        return TimestampRefusal.allCases.filter { refusal in
            let index = bytes.startIndex + refusal.rawValue / 8
            return index < bytes.endIndex && bytes[index] & (0x80 >> UInt8(refusal.rawValue % 8)) != 0
        }
    }
}
