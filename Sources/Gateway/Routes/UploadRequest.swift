import Exchange
import HTTPTypes
import Hummingbird
import Vocabulary

/// What a request says of an upload (`draft-ietf-httpbis-resumable-upload`, interop version 8).
///
/// As the draft asks, a field whose value is not of its form is as one that is not there.
struct UploadRequest {
    private static let version = "8"

    /// Where the body belongs.
    let offset: Int64?
    /// The whole is there when this body is.
    let completes: Bool
    private let stated: Int64?
    private let bodyLength: Int64?

    /// - Throws: if the client speaks another version of the draft.
    init(_ request: Request) throws {
        if let version = request.headers[try UploadField.version.name], version != Self.version {
            throw Gateway.Refusal(
                GatewayError(
                    .uploadVersion,
                    "The client speaks another version of the upload protocol than the node, which speaks 8.",
                    next: "Install the version of saksi that the operator of the node names."),
                status: .badRequest)
        }
        offset = Self.number(request.headers[try UploadField.offset.name])
        stated = Self.number(request.headers[try UploadField.length.name])
        completes = request.headers[try UploadField.complete.name] == "?1"
        bodyLength = request.headers[.contentLength].flatMap { Int64($0) }
    }

    /// A question about an upload carries none of the fields that would change it.
    static func checkQuestion(_ request: Request) throws {
        _ = try UploadRequest(request)
        for field in [UploadField.offset, .length, .complete] where request.headers[try field.name] != nil {
            throw HTTPError(.badRequest)
        }
    }

    /// The length of the whole, if the request tells it: by `Upload-Length`, or by being the last part.
    ///
    /// - Parameters:
    ///   - offset: where the body belongs.
    ///   - known: what was said before.
    /// - Throws: `exchange.upload.length` if two of these differ.
    func length(at offset: Int64, known: Int64?) throws -> Int64? {
        var lengths = [known, stated].compactMap(\.self)
        if let bodyLength {
            let (end, isTooLarge) = offset.addingReportingOverflow(bodyLength)
            guard !isTooLarge else { throw HTTPError(.contentTooLarge) }
            if completes { lengths.append(end) }
            if let length = lengths.first, end > length { throw Self.inconsistent(length) }
        }
        guard let length = lengths.first else { return nil }
        guard lengths.allSatisfy({ $0 == length }) else { throw Self.inconsistent(length) }
        return length
    }

    static func inconsistent(_ length: Int64) -> ExchangeError {
        ExchangeError(
            .uploadLength, "The request does not fit the length of the upload, which is \(length.counted("byte")).",
            next: "Ask for the offset and go on from there; if it stays so, begin the upload again.")
    }

    /// A non-negative integer of a structured field (RFC 9651, section 3.3.1).
    private static func number(_ text: String?) -> Int64? {
        guard let text, (1...15).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return nil
        }
        return Int64(text)
    }
}

/// The header fields of the upload protocol.
enum UploadField: String {
    case offset = "Upload-Offset"
    case length = "Upload-Length"
    case complete = "Upload-Complete"
    case limit = "Upload-Limit"
    case version = "Upload-Draft-Interop-Version"
    case reprDigest = "Repr-Digest"

    var name: HTTPField.Name {
        get throws {
            guard let name = HTTPField.Name(rawValue) else { throw HTTPError(.internalServerError) }
            return name
        }
    }
}
