/// Whether an exhibit is the copy kept for the court or one to work on.
package enum CopyKind: String, Word {
    case evidentiary
    case working

    package static let noun = "kind of copy"
}
