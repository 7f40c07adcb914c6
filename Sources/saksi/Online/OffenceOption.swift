import Custody
import Vocabulary

extension Session {
    /// The conduct that the option names, else the profile; nil if neither does.
    func offence(_ option: String?) throws -> OffenceCode? {
        guard let option else { return try profile().offence }
        // The closed list knows what was probably meant; the code in the event is open.
        return try OffenceCode(parsing: Offence(parsing: option).rawValue)
    }
}
