/// What an agreement was made against, and what a case is about.
///
/// The names describe conduct and belong to no party's code: the case register says which articles they stand for.
package enum Offence: String, Word {
    case traffickingInPersons = "trafficking-in-persons"
    case forcedCriminality = "forced-criminality"
    case forcedLabour = "forced-labour"
    case debtBondage = "debt-bondage"
    case unlawfulConfinement = "unlawful-confinement"
    case kidnapping
    case torture
    case homicide
    case sexualExploitation = "sexual-exploitation"
    case childSexualExploitation = "child-sexual-exploitation"
    case smugglingOfMigrants = "smuggling-of-migrants"
    case illegalRecruitment = "illegal-recruitment"
    case onlineFraud = "online-fraud"
    case moneyLaundering = "money-laundering"
    case organisedCrime = "organised-crime"
    case documentFraud = "document-fraud"
    case corruption
    case obstructionOfJustice = "obstruction-of-justice"

    package static let noun = "offence"
}
