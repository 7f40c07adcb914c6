import HTTPTypes
import Hummingbird

/// What every answer tells a browser: run nothing, frame nothing, keep nothing, guess nothing.
enum SecurityHeaders {
    /// For everything that is not a page of ours.
    static let contentPolicy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

    /// A page's own content policy and cache rule stay.
    static func add(to response: inout Response) {
        let headers: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, contentPolicy),
            (.cacheControl, "no-store"),
        ]
        for (name, value) in headers where response.headers[name] == nil {
            response.headers[name] = value
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.resourcePolicy] = "same-origin"
        response.headers[.openerPolicy] = "same-origin"
        response.headers[.frameOptions] = "DENY"
    }
}
