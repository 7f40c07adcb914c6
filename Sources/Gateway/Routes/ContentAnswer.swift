import Exchange
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// The bytes of a release: whole, or one range of it (RFC 9110, section 14).
struct ContentAnswer: Sendable {
    private let delivery: Delivery
    private let node: ExchangeNode
    private let member: CallingMember
    private let context: CallerContext
    /// The bytes to send; nil if the range that was asked for has none.
    private let range: Range<Int64>?
    private let isPartial: Bool

    private static let piece = 128 << 10

    init(
        _ delivery: Delivery, request: Request, node: ExchangeNode, member: CallingMember, context: CallerContext
    ) throws {
        self.delivery = delivery
        self.node = node
        self.member = member
        self.context = context
        let asked = request.headers[.range]
        let condition = request.headers[.ifRange]
        if let asked, condition == nil || condition == Self.tag(of: delivery.digest) {
            // A header that is no single byte range is passed over, as the RFC asks.
            let parsed = ByteRange(asked)
            range = parsed.map { $0.resolved(in: delivery.size) } ?? 0..<delivery.size
            isPartial = parsed != nil
        } else {
            range = 0..<delivery.size
            isPartial = false
        }
    }

    func response() throws -> Response {
        var headers: HTTPFields = [
            .contentType: "application/vnd.etsi.asic-e+zip",
            .acceptRanges: "bytes",
            .eTag: Self.tag(of: delivery.digest),
            .contentDisposition: "attachment; filename=\"\(delivery.release).asice\"",
            .cacheControl: "no-store",
        ]
        headers[try UploadField.reprDigest.name] = "sha-256=:\(Data(delivery.digest.bytes).base64EncodedString()):"
        guard let range else {
            headers[.contentRange] = "bytes */\(delivery.size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        if isPartial { headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(delivery.size)" }
        return Response(
            status: isPartial ? .partialContent : .ok, headers: headers,
            body: ResponseBody(contentLength: Int(range.upperBound - range.lowerBound)) { writer in
                var position = range.lowerBound
                while position < range.upperBound {
                    let count = Int(min(Int64(Self.piece), range.upperBound - position))
                    let bytes = try delivery.read(at: position, count: count)
                    try await writer.write(ByteBuffer(bytes: bytes))
                    position += Int64(bytes.count)
                }
                if range.upperBound == delivery.size {
                    // A caller who was revoked meanwhile has the bytes; the log says that they were sent.
                    try await node.delivered(delivery.release, to: member)
                }
                try await writer.finish(nil)
            })
    }

    private static func tag(of digest: Digest) -> String { "\"\(digest.hexadecimal)\"" }
}

/// One byte range as asked for: `bytes=0-99`, `bytes=100-`, `bytes=-50`.
struct ByteRange: Hashable {
    let first: Int64?
    let last: Int64?

    /// - Returns: nil for several ranges or another unit, which are answered with the whole.
    init?(_ header: String) {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }) else { return nil }
        first = ends[0].isEmpty ? nil : Int64(ends[0])
        last = ends[1].isEmpty ? nil : Int64(ends[1])
        guard first != nil || last != nil, ends[0].isEmpty || first != nil, ends[1].isEmpty || last != nil else {
            return nil
        }
        if let first, let last, first > last { return nil }
    }

    /// - Returns: nil if the range has no bytes of the whole.
    func resolved(in size: Int64) -> Range<Int64>? {
        guard let first else {
            let count = min(last ?? 0, size)
            return count > 0 ? size - count..<size : nil
        }
        guard first < size else { return nil }
        return first..<min((last ?? size - 1) + 1, size)
    }
}
