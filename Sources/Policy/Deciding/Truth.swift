/// What is known of a statement. The order is that of certainty, so that “all of” is the minimum.
enum Truth: UInt8, Comparable {
    case no
    case unknown
    case yes

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
