import ArgumentParser
import Custody
import Vocabulary

/// Where an operation takes place and whose court will use the material, as the person declares it.
struct DeclaredPlace: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The state on whose territory the operation takes place, such as KH; it is signed by you.",
            valueName: "party"))
    var place: String?
    @Option(
        help: ArgumentHelp(
            "The state whose court or authority will use the material, such as TH; it is signed by you.",
            valueName: "party"))
    var forum: String?

    var parties: (place: Party?, forum: Party?) {
        get throws { (try place.map { try Party(parsing: $0) }, try forum.map { try Party(parsing: $0) }) }
    }
}
