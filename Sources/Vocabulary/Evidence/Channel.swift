/// The way on which material came, which decides what it may be used for.
package enum Channel: String, Word {
    case domestic
    case police
    case mla
    case jit
    case consular
    case spontaneous

    package static let noun = "channel"
}
