/// The version of this program, as records and answers name it.
package enum Version {
    package static let current = "0.1.0"
}
