import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
package import Seal
package import Vocabulary

/// Where a time-stamping authority answers: `http://tsa.example.th:3161/`, or a node's `https://…/v1/timestamp`.
///
/// A request holds a digest and a random number, and a reply proves itself; so plain HTTP gives nothing away and takes
/// nothing in. Over `https` there is a node, known by its identity, which hears only those whom it knows.
package struct TimestampAddress: Hashable, Sendable, CustomStringConvertible {
    package let url: String
    package let isNode: Bool
    fileprivate let address: NodeAddress
    fileprivate let path: String

    package init(parsing text: String) throws(NodeFailure) {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.scheme == "https" || parts.scheme == "http", parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil,
            let address = try? NodeAddress(
                parsing: "https://\(host):\(parts.port ?? (parts.scheme == "https" ? 443 : 80))")
        else {
            throw NodeFailure(
                .nodeAddress, "“\(text.prefix(200))” is not the address of a time-stamping authority.",
                next: "Write it as http://host:port/ for an authority, https://host:port/v1/timestamp for a node.")
        }
        url = text
        isNode = parts.scheme == "https"
        self.address = address
        path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    }

    package var description: String { url }
}

/// Asks one time-stamping authority over HTTP (RFC 3161, section 3.4).
package struct TimestampClient: Sendable {
    private let address: TimestampAddress
    private let tls: NodeTLS?
    private let timekeeper: any Timekeeper
    private let randomness: any Randomness
    private let patience: NodePatience

    /// - Parameter tls: for a node's address; an authority's plain one needs none.
    package init(
        _ address: TimestampAddress, tls: NodeTLS?, timekeeper: any Timekeeper, randomness: any Randomness,
        patience: NodePatience = NodePatience()
    ) throws(NodeFailure) {
        guard address.isNode == (tls != nil) else {
            throw NodeFailure(
                .nodeAddress, "A node is asked over https, with a certificate; another authority over http.",
                next: "Correct the address \(address).")
        }
        self.address = address
        self.tls = tls
        self.timekeeper = timekeeper
        self.randomness = randomness
        self.patience = patience
    }

    /// A token over the digest, held against what was asked. Whether the authority is to be believed is not judged.
    ///
    /// - Throws: `seal.timestamp.*`, or what the network says, with its code.
    package func token(over digest: Digest) async throws(SealError) -> TimestampToken {
        let request = try TimestampRequest(over: digest, randomness: randomness)
        let reply: [UInt8]
        do {
            reply = try await post(request.der)
        } catch {
            throw refused(NetworkTrouble.failure(error, at: address.address))
        }
        return try request.token(inReply: reply, now: timekeeper.now)
    }

    /// In words for who wants a time-stamp: what answers is not always a node.
    private func refused(_ failure: NodeFailure) -> SealError {
        let words =
            switch failure.code {
            case .nodeUnreachable: "the time-stamping authority at \(address) cannot be reached."
            case .nodeInterrupted: "the connection to the time-stamping authority at \(address) broke off."
            case .nodeSilent: "the time-stamping authority at \(address) has said nothing for too long."
            default: failure.reason
            }
        return SealError(
            failure.code, "No time-stamp: \(words)",
            next: failure.code.exit == .tryAgain
                ? "Run the same command again, or ask another authority." : failure.nextStep)
    }

    private func post(_ body: [UInt8]) async throws -> [UInt8] {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: patience.connect, read: patience.idle, write: patience.idle), proxy: nil,
            ignoreUncleanSSLShutdown: false, decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        if let tls { configuration.http1_1ConnectionDebugInitializer = { channel in tls.secure(channel) } }
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let reply = try await post(body, by: http)
            try? await http.shutdown()
            return reply
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    private func post(_ body: [UInt8], by http: HTTPClient) async throws -> [UInt8] {
        let host = address.address.host
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        // Plain on purpose, as in NodeClient: for a node TLS is put under the connection before anything is sent.
        var request = HTTPClientRequest(url: "http://\(shown):\(address.address.port)\(address.path)")
        request.method = .POST
        request.headers = HTTPHeaders([("Content-Type", TimestampMedia.query)])
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await http.execute(request, timeout: patience.idle)
        guard response.status == .ok,
            response.headers.first(name: "Content-Type")?.lowercased() == TimestampMedia.reply
        else {
            throw NodeFailure(
                .nodeAnswer,
                "What answers at \(address) is no time-stamping authority (status \(response.status.code)).",
                next: "Check the address.")
        }
        return Array(buffer: try await response.body.collect(upTo: TimestampToken.limit + 1024))
    }
}
