import Exchange
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary
import Wire

extension CallerContext {
    /// The member who calls; the routes for nodes do not ask for one.
    func member() throws -> CallingMember {
        try CallingMember(identity: caller.identity, certificate: caller.certificate)
    }

    /// A parameter of the path.
    ///
    /// Inlined into an async closure, the typed error of `parsing` makes the optimiser of Swift 6.3.1 crash (CoroSplit).
    @inline(never)
    func parameter<Value: ParsedText>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let text = parameters.get(name) else { throw ExchangeError.notThere }
        return try Value(parsing: text)
    }
}

extension Request {
    /// The body as canonical JSON; everything else about it is refused.
    func payload<Payload: Codable>(
        _ type: Payload.Type, noun: String, limit: Int = 1 << 20
    ) async throws -> Payload {
        try CanonicalJSON.decode(type, from: try await bytes(limit: limit), noun: noun, limit: limit)
    }

    /// The whole body.
    func bytes(limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in body {
            guard bytes.count + piece.readableBytes <= limit else {
                throw HTTPError(.contentTooLarge)
            }
            bytes += Array(buffer: piece)
        }
        return bytes
    }

    func statement() async throws -> Statement {
        Statement(try await payload(SignedStatement.self, noun: "statement"))
    }

    /// How many things a page shall have at most.
    func pageLimit() throws -> Int {
        let limit = uri.queryParameters["limit"].flatMap { Int($0) } ?? 100
        guard (1...500).contains(limit) else { throw HTTPError(.badRequest) }
        return limit
    }

    /// An entry of a log, if it is there.
    func entry(_ name: String) throws -> Int64? {
        guard let text = uri.queryParameters[Substring(name)] else { return nil }
        guard let entry = Int64(text), entry >= 0 else { throw HTTPError(.badRequest) }
        return entry
    }

    /// A parameter of the query, if it is there. Not inlined, for the reason above.
    @inline(never)
    func query<Value: ParsedText>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let text = uri.queryParameters[Substring(name)] else { return nil }
        return try Value(parsing: String(text))
    }
}

extension Statement {
    init(_ signed: SignedStatement) {
        self.init(envelope: signed.envelope.bytes, certificates: signed.certificates.map(\.bytes))
    }
}

extension Response {
    static func json(
        _ payload: some Encodable, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(payload))))
    }
}
