/// The media types of RFC 3161, section 3.4.
package enum TimestampMedia {
    package static let query = "application/timestamp-query"
    package static let reply = "application/timestamp-reply"
}
