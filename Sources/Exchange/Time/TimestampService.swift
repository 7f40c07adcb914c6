package import Seal
package import Store
package import Vocabulary

/// A time-stamping authority that runs (RFC 3161): it has the clock and counts the serial numbers.
///
/// Numbers rise and are never given twice, after a crash neither; times never go back. Both are noted down before they
/// are given out, numbers by the thousand and times to the second, so that a busy authority syncs once a second.
package actor TimestampService {
    private let authority: TimestampAuthority
    private let folder: TimestampFolder
    private let timekeeper: any Timekeeper
    private var next: UInt64
    private var last: Instant
    private var noted: IssuedTimestamps
    package private(set) var figures = TimestampFigures()

    package nonisolated let identity: Identity

    /// How far the clock may stand before the last time, in milliseconds, as it can after it was set back or after a
    /// start: then that time is given again until the clock catches up.
    private static let slack: Int64 = 1000
    private static let block: UInt64 = 1000

    package init(_ authority: TimestampAuthority, in folder: TimestampFolder, timekeeper: any Timekeeper) {
        self.authority = authority
        self.folder = folder
        self.timekeeper = timekeeper
        identity = authority.identity
        next = folder.start.number
        last = folder.start.time.adding(seconds: 1)
        noted = folder.start
    }

    /// The longest request that is read, in bytes.
    package static let requestLimit = TimestampAuthority.requestLimit

    /// - Parameter request: TimeStampReq in DER.
    /// - Returns: TimeStampResp in DER: a token, or why there is none.
    package func reply(to request: [UInt8]) -> [UInt8] {
        do {
            let accepted = try authority.accept(request)
            let (serial, time) = try issue()
            let reply = try authority.reply(to: accepted, at: time, serial: serial)
            figures.given += 1
            return reply
        } catch let refusal as TimestampRefusal {
            figures.refused += 1
            return TimestampAuthority.reply(refusing: refusal)
        } catch {
            figures.failed += 1
            return TimestampAuthority.reply(refusing: .systemFailure)
        }
    }

    /// The next number and the time of now, noted down before they are used.
    private func issue() throws -> (serial: UInt64, time: Instant) {
        let now = timekeeper.now
        guard now.adding(milliseconds: Self.slack) >= last, authority.isFit(at: now) else {
            throw TimestampRefusal.timeNotAvailable
        }
        let time = max(now, last)
        if next >= noted.number || time >= noted.time.adding(seconds: 1) {
            let more = IssuedTimestamps(number: next + Self.block, time: time)
            try folder.note(more)
            noted = more
        }
        defer {
            next += 1
            last = time
        }
        return (next, time)
    }
}

/// What an authority did since it was started.
package struct TimestampFigures: Hashable, Sendable {
    package var given = 0
    /// Requests that no authority answers with a token, and requests at a time when this one's clock was not right.
    package var refused = 0
    /// Requests that met a fault of this authority.
    package var failed = 0
}
