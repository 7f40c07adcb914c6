import HTTPTypes
import Hummingbird
import Vocabulary

/// Refuses what another site makes the visitor's browser send: the browser adds the certificate by itself.
///
/// A browser marks its requests with `Sec-Fetch-Site` (Fetch Metadata) and `Origin` (RFC 6454). From another
/// site only one thing passes: a person following a link to a page. Programs send neither header.
enum CrossSiteGuard {
    struct Refused: Error {
        let failure: GatewayError
    }

    static func check(_ request: Request) throws(Refused) {
        let headers = request.headers
        let changes = ![.get, .head, .options].contains(request.method)
        if let origin = headers[.origin], origin != "https://\(request.head.authority ?? "")" {
            throw refused("its origin is another site")
        }
        switch headers[.secFetchSite] {
        case nil, "same-origin": return
        case "none" where !changes: return
        case "cross-site", "same-site":
            let isFollowedLink =
                !changes && headers[.secFetchMode] == "navigate" && headers[.secFetchDest] == "document"
            if !isFollowedLink { throw refused("another site sent it") }
        default: throw refused("it does not come from a page of this node")
        }
    }

    private static func refused(_ why: String) -> Refused {
        Refused(
            failure: GatewayError(
                .crossSite, "The request was refused: \(why).",
                next: "Open the node's own address and do it there."))
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name.literal("Sec-Fetch-Site")
    static let secFetchMode = HTTPField.Name.literal("Sec-Fetch-Mode")
    static let secFetchDest = HTTPField.Name.literal("Sec-Fetch-Dest")
    static let referrerPolicy = HTTPField.Name.literal("Referrer-Policy")
    static let resourcePolicy = HTTPField.Name.literal("Cross-Origin-Resource-Policy")
    static let openerPolicy = HTTPField.Name.literal("Cross-Origin-Opener-Policy")
    static let frameOptions = HTTPField.Name.literal("X-Frame-Options")

    /// A name that is known to be a token; were it not, the field would be one that nobody sends.
    private static func literal(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .te
    }
}
