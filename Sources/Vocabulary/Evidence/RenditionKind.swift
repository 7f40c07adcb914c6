/// How a rendition was derived from its original.
package enum RenditionKind: String, Word {
    case redaction
    case translation
    case transcript
    case extract
    case enhancement

    package static let noun = "kind of rendition"
}
