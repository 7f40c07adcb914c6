package import Hummingbird
package import Logging
package import NIOCore

/// The context of every route: there is no route without a caller who was found good for this request.
package struct CallerContext: RequestContext {
    package typealias Source = AdmittedRequest

    package var coreContext: CoreRequestContextStorage
    package let caller: Caller
    package let channel: any Channel

    package init(source: AdmittedRequest) {
        coreContext = CoreRequestContextStorage(source: source)
        caller = source.caller
        channel = source.channel
    }

    /// Request bodies that are read as a whole; uploads are streamed and have their own limits.
    package var maxUploadSize: Int { 1_048_576 }
}

/// A request whose caller was found good. Only the gate makes it.
package struct AdmittedRequest: RequestContextSource {
    package let logger: Logger
    let caller: Caller
    let channel: any Channel
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
