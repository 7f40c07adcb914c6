/// What an exhibit needs protection for, beyond its category.
package enum ItemFlag: String, Word {
    case privileged
    case childAbuseMaterial = "child-abuse-material"
    case confidential

    package static let noun = "flag"
    package static var protects: Bool { true }
}
