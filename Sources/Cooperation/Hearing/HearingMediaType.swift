extension HearingDocument {
    /// The media type of the canonical form, by which a node knows the account of a hearing among exhibits.
    package static let mediaType = "application/vnd.saksi.hearing+json"
}
