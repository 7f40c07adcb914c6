/// The named zones that agreements and sessions may use.
///
/// A closed list with fixed offsets: what an agreement means must not depend on the time-zone
/// database of the machine that reads it. Zones with summer time would need one, and are refused.
package enum Zone: String, Word {
    case phnomPenh = "Asia/Phnom_Penh"
    case bangkok = "Asia/Bangkok"
    case hoChiMinh = "Asia/Ho_Chi_Minh"
    case vientiane = "Asia/Vientiane"
    case jakarta = "Asia/Jakarta"
    case yangon = "Asia/Yangon"
    case singapore = "Asia/Singapore"
    case kualaLumpur = "Asia/Kuala_Lumpur"
    case manila = "Asia/Manila"
    case utc = "UTC"

    package static let noun = "time zone"

    package var offset: UTCOffset {
        switch self {
        case .phnomPenh, .bangkok, .hoChiMinh, .vientiane, .jakarta: .indochina
        case .yangon: UTCOffset.fixed(390)
        case .singapore, .kualaLumpur, .manila: UTCOffset.fixed(480)
        case .utc: .utc
        }
    }
}
