package import Vocabulary

/// What may enter a log: an event whose signatures hold, or an object that such events rest on.
package enum LogEntry: Hashable, Sendable {
    case event(VerifiedEvent)
    case object(TrustObject)

    /// As stored, hashed and served.
    package var bytes: [UInt8] {
        switch self {
        case .event(let verified): verified.envelope.bytes
        case .object(let object): object.bytes
        }
    }

    package var leaf: Digest { Merkle.leaf(bytes) }
}

/// What is read back from a log, before it is checked.
package enum RawEntry: Hashable, Sendable {
    case event(UnverifiedEvent)
    case object(TrustObject)

    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        if bytes.starts(with: TrustObject.start) {
            self = .object(try TrustObject(parsing: bytes))
        } else {
            self = .event(try UnverifiedEvent(parsing: bytes))
        }
    }
}

/// An entry at its place, from 0.
package struct IndexedEntry: Hashable, Sendable {
    package let index: Int
    package let entry: LogEntry
}
