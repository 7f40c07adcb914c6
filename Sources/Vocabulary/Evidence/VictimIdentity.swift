/// Whether an exhibit can reveal who a victim is (Cambodia, TIPSE law 2008, article 49).
package enum VictimIdentity: String, Word {
    case none
    case indirect
    case direct

    package static let noun = "degree of victim identity"
    package static var protects: Bool { true }
}
