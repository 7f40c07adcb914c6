/// The paths of the exchange, as `docs/spec/exchange-api.md` lists them.
package enum Routes {
    /// Who this node is, what time it has, and the agreements of the caller.
    package static let node = PathTemplate("/v1/node")

    /// Whether a bundle like this would be refused, before it is sent.
    package static let proposals = PathTemplate("/v1/agreements/:agreement/proposals")
    package static let uploads = PathTemplate("/v1/agreements/:agreement/uploads")
    package static let upload = PathTemplate("/v1/uploads/:upload")
    /// The submitter's signed `submitted` event, which turns a complete upload into an accepted bundle.
    package static let submission = PathTemplate("/v1/uploads/:upload/submission")

    package static let bundles = PathTemplate("/v1/agreements/:agreement/bundles")
    package static let bundle = PathTemplate("/v1/agreements/:agreement/bundles/:bundle")
    /// The exhibits of one bundle, page by page.
    package static let exhibits = PathTemplate("/v1/agreements/:agreement/bundles/:bundle/exhibits")
    package static let receipt = PathTemplate("/v1/agreements/:agreement/bundles/:bundle/receipt")
    package static let decide = PathTemplate("/v1/agreements/:agreement/bundles/:bundle/decide")
    package static let releases = PathTemplate("/v1/agreements/:agreement/bundles/:bundle/releases")
    package static let custody = PathTemplate("/v1/agreements/:agreement/bundles/:bundle/custody")

    package static let releaseContent = PathTemplate("/v1/releases/:release/content")
    package static let releaseReceipt = PathTemplate("/v1/releases/:release/receipt")

    /// Puts an agreement, or a law that it rests on, into force.
    package static let activation = PathTemplate("/v1/agreements/:agreement/activation")
    package static let events = PathTemplate("/v1/agreements/:agreement/events")
    package static let approvals = PathTemplate("/v1/agreements/:agreement/approvals")
    package static let consents = PathTemplate("/v1/agreements/:agreement/consents")
    package static let overrides = PathTemplate("/v1/agreements/:agreement/overrides")
    package static let courtOrders = PathTemplate("/v1/agreements/:agreement/court-orders")
    package static let hearings = PathTemplate("/v1/agreements/:agreement/hearings")

    /// A time-stamp of the node's own authority, where it is one (RFC 3161).
    package static let timestamp = PathTemplate("/v1/timestamp")

    /// Below it the paths of C2SP `tlog-tiles`: `checkpoint`, `tile/<L>/<N>`, `tile/entries/<N>`.
    package static let log = PathTemplate("/v1/agreements/:agreement/log")

    /// Where somebody hands in a checkpoint that they fetched and cosigned.
    package static let cosignatures = PathTemplate("/v1/agreements/:agreement/log/cosignatures")

    /// Where a cosigner, or a node that cosigns for others, takes checkpoints (C2SP `tlog-witness`).
    package static let addCheckpoint = PathTemplate("/v1/cosigner/add-checkpoint")
    /// The last checkpoint that it cosigned of a log, by the SHA-256 of the log's origin in hexadecimal digits.
    package static let cosignedCheckpoint = PathTemplate("/v1/cosigner/:origin/checkpoint")
}
