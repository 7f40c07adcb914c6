import Custody
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Vocabulary
import Wire

/// The custody log: events in, proofs and tiles out.
struct LogRoutes: Sendable {
    let node: ExchangeNode

    func add(to router: Router<CallerContext>) {
        router.post(RouterPath(Routes.events.pattern)) { [node] request, context in
            let recorded = try await node.record(
                try await request.statement(), under: try context.parameter("agreement"), by: try context.member())
            return try Response.json(try EventResult(recorded), status: .created)
        }
        router.get(RouterPath(Routes.custody.pattern)) { [node] request, context in
            let bundle: BundleID = try context.parameter("bundle")
            return try Response.json(
                CustodyPage(
                    try await node.custody(
                        of: bundle, under: try context.parameter("agreement"), for: try context.member(),
                        from: try request.custodyPlace()),
                    of: bundle))
        }
        router.get(RouterPath(Routes.log.pattern + "/checkpoint")) { [node] _, context in
            let checkpoint = try await node.checkpoint(
                under: try context.parameter("agreement"), for: try context.member())
            return Self.file(checkpoint, type: "text/plain; charset=utf-8")
        }
        router.post(RouterPath(Routes.cosignatures.pattern)) { [node] request, context in
            let note = try await request.bytes(limit: 1 << 16)
            let logger = context.logger
            do {
                let cosigners = try await node.cosigned(
                    note, under: try context.parameter("agreement"), by: try context.member())
                return try Response.json(CosignaturesTaken(cosigners: cosigners))
            } catch let refusal as CustodyError where Self.otherLog.contains(refusal.code) {
                // Signed with this node's key, and not of its log.
                logger.error("a cosigned checkpoint is not of this node's log: \(refusal.reason) \(refusal.nextStep)")
                throw refusal
            } catch let refusal as CustodyError where refusal.code == .custodyCosignClock {
                logger.error("a cosignature was not taken: \(refusal.reason) \(refusal.nextStep)")
                throw refusal
            }
        }
        router.get(RouterPath(Routes.log.pattern + "/tile/**")) { [node] request, context in
            guard let start = request.uri.path.range(of: "/log/tile/") else { throw HTTPError(.notFound) }
            let path = try TilePath(parsing: "tile/" + String(request.uri.path[start.upperBound...]))
            let tile = try await node.tile(
                path, under: try context.parameter("agreement"), for: try context.member())
            return Self.file(tile, type: "application/octet-stream")
        }
    }

    private static let otherLog: Set<ErrorCode> = [.custodyLogShrunk, .custodyLogSplitView, .custodyProofConsistency]

    private static func file(_ bytes: [UInt8], type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Request {
    /// Where a page of custody starts; nil for the first.
    fileprivate func custodyPlace() throws -> CustodyPlace? {
        switch (try entry("after"), try entry("size")) {
        case (nil, nil): nil
        case (let after?, let size?): CustodyPlace(after: Int(after), size: Int(size))
        default: throw HTTPError(.badRequest)
        }
    }
}

extension CustodyPage {
    fileprivate init(_ custody: CustodyOfBundle, of bundle: BundleID) {
        self.init(
            bundle: bundle, log: custody.origin.text,
            checkpoint: custody.checkpoint.map { String(decoding: $0.bytes, as: UTF8.self) },
            entries: custody.entries.map {
                Entry(index: UInt64($0.index), entry: $0.bytes, proof: $0.proof.hashes.map(\.bytes))
            },
            next: custody.next.map(UInt64.init), certificates: custody.certificates)
    }
}

extension EventResult {
    init(_ recorded: RecordedEvent) throws {
        self.init(
            event: recorded.event, index: UInt64(recorded.index),
            receipt: String(decoding: recorded.receipt.bytes, as: UTF8.self), warnings: recorded.warnings)
    }
}
