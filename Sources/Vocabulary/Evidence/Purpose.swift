/// What material is wanted for.
package enum Purpose: String, Word {
    case investigation
    case prosecution
    case trial
    case relatedCharge = "related-charge"
    case otherOffence = "other-offence"
    case exculpatory
    case victimProtection = "victim-protection"
    case dangerToLife = "danger-to-life"
    case assetRecovery = "asset-recovery"
    case compensation
    case immigration

    package static let noun = "purpose"
}
