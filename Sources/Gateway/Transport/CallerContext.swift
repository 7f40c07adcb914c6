package import Hummingbird
package import Logging
package import NIOCore

/// The context of every route: there is no route without a caller who was found good for this request.
package struct CallerContext: RequestContext {
    package typealias Source = AdmittedRequest

    package var coreContext: CoreRequestContextStorage
    package let caller: Caller
    package let channel: any Channel
    private let recheck: @Sendable () async throws -> Void

    package init(source: AdmittedRequest) {
        coreContext = CoreRequestContextStorage(source: source)
        caller = source.caller
        channel = source.channel
        recheck = source.recheck
    }

    /// Request bodies that are read as a whole; uploads are streamed and have their own limits.
    package var maxUploadSize: Int { 1_048_576 }

    /// Asks the trust list again, for the end of a transfer that took long; throws why the caller is no longer good.
    package func checkCallerAgain() async throws {
        try await recheck()
    }
}

/// A request whose caller was found good. Only the gate makes it.
package struct AdmittedRequest: RequestContextSource {
    package let logger: Logger
    let caller: Caller
    let channel: any Channel
    let recheck: @Sendable () async throws -> Void
}

/// What is known of a request before anybody asked who sends it.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel
    let logger: Logger
    /// The chain that came with the connection, as DER.
    let presented: [[UInt8]]

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
        logger = source.logger
        presented = Peer.current.presented
    }
}
