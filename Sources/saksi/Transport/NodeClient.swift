import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Vocabulary

/// Talks to one node, and to no other: each connection is made only after the node proved its identity.
///
/// The HTTP client below is given a plain connection, and ``NodeTLS`` puts TLS under it before the client may
/// use it, because the client's own TLS cannot be told whom to trust (docs/decisions/062). Close it when done.
package struct NodeClient: Sendable {
    package enum Method: String, Sendable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"

        /// A second try does no harm.
        fileprivate var isSafe: Bool { self == .get || self == .head }
    }

    package let address: NodeAddress
    private let http: HTTPClient

    package init(address: NodeAddress, tls: NodeTLS, patience: NodePatience = NodePatience()) {
        self.address = address
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: patience.connect, read: patience.idle, write: patience.idle),
            proxy: nil,
            ignoreUncleanSSLShutdown: false,
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { channel in tls.secure(channel) }
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func close() async {
        try? await http.shutdown()
    }

    /// Sends a request with a body that is held in memory, and reads the whole answer.
    ///
    /// - Parameter limit: how many bytes the answer may have.
    /// - Throws: what the network, the node's certificate or the node itself says against it.
    package func send(
        _ method: Method, _ path: String, fields: [(String, String)] = [], body: [UInt8]? = nil,
        contentType: String = "application/json", limit: Int = 16 << 20
    ) async throws(NodeFailure) -> NodeAnswer {
        try await ask(method, path, fields: fields, body: body, contentType: contentType, limit: limit).accepted()
    }

    /// The same with whatever is answered, refusals included: for who reads these in another form than ours.
    package func ask(
        _ method: Method, _ path: String, fields: [(String, String)] = [], body: [UInt8]? = nil,
        contentType: String = "application/json", limit: Int = 16 << 20
    ) async throws(NodeFailure) -> NodeAnswer {
        var request = request(method, path, fields)
        if let body {
            request.headers.replaceOrAdd(name: "Content-Type", value: contentType)
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        return try await answer(to: request, limit: limit)
    }

    /// Sends a body that is streamed, and reads the whole answer, refusals included.
    func stream(
        _ method: Method, _ path: String, fields: [(String, String)], body: FilePart, limit: Int = 16 << 20
    ) async throws(NodeFailure) -> NodeAnswer {
        var request = request(method, path, fields)
        request.body = .stream(body, length: .known(body.count))
        return try await answer(to: request, limit: limit)
    }

    /// Sends a request and hands the answer's body on, piece by piece.
    func receive<Result: Sendable>(
        _ path: String, fields: [(String, String)],
        _ handle: (_ answer: NodeAnswer, _ body: HTTPClientResponse.Body) async throws -> Result
    ) async throws(NodeFailure) -> Result {
        do {
            let response = try await execute(request(.get, path, fields))
            guard response.status.code < 400 else {
                return try await handle(try await collect(response, limit: 1 << 20).accepted(), response.body)
            }
            let head = NodeAnswer(status: Int(response.status.code), headers: response.headers, body: [])
            return try await handle(head, response.body)
        } catch {
            throw failure(error)
        }
    }

    private func request(_ method: Method, _ path: String, _ fields: [(String, String)]) -> HTTPClientRequest {
        // Plain on purpose: TLS is put under the connection by NodeTLS before anything can be sent on it.
        let host = address.host.contains(":") && !address.host.hasPrefix("[") ? "[\(address.host)]" : address.host
        var request = HTTPClientRequest(url: "http://\(host):\(address.port)\(path)")
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers = HTTPHeaders(fields)
        return request
    }

    private func answer(to request: HTTPClientRequest, limit: Int) async throws(NodeFailure) -> NodeAnswer {
        do {
            return try await collect(try await execute(request), limit: limit)
        } catch {
            throw failure(error)
        }
    }

    private func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do {
            return try await http.execute(request, deadline: .distantFuture)
        } catch let error as HTTPClientError
            where error == .remoteConnectionClosed && Method(rawValue: request.method.rawValue)?.isSafe == true
        {
            // The node closed an idle connection in the moment in which it was taken up again.
            return try await http.execute(request, deadline: .distantFuture)
        }
    }

    private func collect(_ response: HTTPClientResponse, limit: Int) async throws -> NodeAnswer {
        var body: [UInt8] = []
        for try await piece in response.body {
            guard body.count + piece.readableBytes <= limit else {
                throw NodeFailure(
                    .nodeAnswer, "The node's answer is longer than \(limit) bytes.",
                    next: "Tell the operator of the node.")
            }
            body.append(contentsOf: piece.readableBytesView)
        }
        return NodeAnswer(status: Int(response.status.code), headers: response.headers, body: body)
    }

    private func failure(_ error: any Error) -> NodeFailure {
        NetworkTrouble.failure(error, at: address)
    }
}
