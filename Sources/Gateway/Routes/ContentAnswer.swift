import FoundationEssentials
import HTTPTypes
package import Hummingbird
import NIOCore
package import Vocabulary

/// Bytes that may be fetched, and what has to happen while they are.
package struct Content: Sendable {
    package let size: Int64
    /// Of the whole.
    package let digest: Digest
    package let fileName: String
    package let read: @Sendable (_ offset: Int64, _ count: Int) throws -> [UInt8]
    /// Asks again whether the caller may have them; throws why not.
    package let checkAgain: @Sendable () async throws -> Void
    /// Is told which bytes were handed to the network, whole answer or not.
    package let sent: @Sendable (_ range: Range<Int64>) async throws -> Void

    package init(
        size: Int64, digest: Digest, fileName: String,
        read: @escaping @Sendable (_ offset: Int64, _ count: Int) throws -> [UInt8],
        checkAgain: @escaping @Sendable () async throws -> Void,
        sent: @escaping @Sendable (_ range: Range<Int64>) async throws -> Void
    ) {
        self.size = size
        self.digest = digest
        self.fileName = fileName
        self.read = read
        self.checkAgain = checkAgain
        self.sent = sent
    }
}

/// The bytes of a release: whole, or one range of it (RFC 9110, section 14).
package struct ContentAnswer: Sendable {
    private let content: Content
    /// The bytes to send; nil if the range that was asked for has none.
    private let range: Range<Int64>?
    private let isPartial: Bool

    private static let piece: Int64 = 128 << 10
    /// So many bytes leave before the caller is looked at again.
    private static let stretch: Int64 = 8 << 20

    package init(_ content: Content, request: Request) {
        self.content = content
        let condition = request.headers[.ifRange]
        // A header that is no single byte range is passed over, as the RFC asks.
        if condition == nil || condition == Self.tag(of: content.digest),
            let asked = request.headers[.range].flatMap({ ByteRange($0) })
        {
            range = asked.resolved(in: content.size)
            isPartial = true
        } else {
            range = 0..<content.size
            isPartial = false
        }
    }

    package func response() throws -> Response {
        var headers: HTTPFields = [
            .contentType: "application/vnd.etsi.asic-e+zip",
            .acceptRanges: "bytes",
            .eTag: Self.tag(of: content.digest),
            .contentDisposition: "attachment; filename=\"\(content.fileName)\"",
            .cacheControl: "no-store",
        ]
        headers[try UploadField.reprDigest.name] = "sha-256=:\(Data(content.digest.bytes).base64EncodedString()):"
        guard let range else {
            headers[.contentRange] = "bytes */\(content.size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        if isPartial { headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(content.size)" }
        return Response(
            status: isPartial ? .partialContent : .ok, headers: headers,
            body: body(of: range))
    }

    /// Hands the bytes out, looks at the caller every now and then and before the last piece, and tells what was sent
    /// however it ends. What ends it early ends the connection, without the rest.
    private func body(of range: Range<Int64>) -> ResponseBody {
        let content = content
        return ResponseBody(contentLength: range.count) { writer in
            var position = range.lowerBound
            var checked = position
            do {
                while position < range.upperBound {
                    let end = min(position + Self.piece, range.upperBound)
                    if position > range.lowerBound, end == range.upperBound || end - checked > Self.stretch {
                        try await content.checkAgain()
                        checked = position
                    }
                    try await writer.write(ByteBuffer(bytes: try content.read(position, Int(end - position))))
                    position = end
                }
            } catch {
                if position > range.lowerBound { try? await content.sent(range.lowerBound..<position) }
                throw error
            }
            try await content.sent(range)
            try await writer.finish(nil)
        }
    }

    private static func tag(of digest: Digest) -> String { "\"\(digest.hexadecimal)\"" }
}
