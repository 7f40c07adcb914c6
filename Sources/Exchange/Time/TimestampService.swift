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
    private let onTrouble: @Sendable (TimestampTrouble?) -> Void
    /// What the operator was told last.
    private var told: TimestampTrouble.Kind?

    package nonisolated let identity: Identity
    /// Where the numbers begin, if none was ever noted down in this folder.
    package nonisolated let beginning: UInt64?

    /// How far the clock may stand before the last time, in milliseconds, as it can after it was set back or after a
    /// start: then that time is given again until the clock catches up.
    private static let slack: Int64 = 1000
    private static let block: UInt64 = 1000

    /// So many numbers are kept for each second.
    private static let numbersEachSecond: Int64 = 1 << 24

    /// - Parameter onTrouble: told once when no time can be given any more, and with nil when it is over.
    package init(
        _ authority: TimestampAuthority, in folder: TimestampFolder, timekeeper: any Timekeeper,
        onTrouble: @escaping @Sendable (TimestampTrouble?) -> Void = { _ in }
    ) {
        self.authority = authority
        self.folder = folder
        self.timekeeper = timekeeper
        identity = authority.identity
        self.onTrouble = onTrouble
        // Behind what was noted, and behind whatever was given before this second from a folder that is not this one: an
        // older copy, a lost one, another one.
        let second = max(0, timekeeper.now.millisecondsSince1970 / 1000)
        let first = max(folder.start.number, UInt64(second) * UInt64(Self.numbersEachSecond))
        next = first
        beginning = folder.isNew ? first : nil
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

    /// Why no time can be given at this moment; nil if one can.
    package var trouble: TimestampTrouble? { trouble(at: timekeeper.now) }

    private func trouble(at now: Instant) -> TimestampTrouble? {
        if now.adding(milliseconds: Self.slack) < last {
            return TimestampTrouble(kind: .clock, now: now, last: last)
        }
        return authority.isFit(at: now) ? nil : TimestampTrouble(kind: .certificate, now: now, last: last)
    }

    /// The next number and the time of now, noted down before they are used.
    private func issue() throws -> (serial: UInt64, time: Instant) {
        let now = timekeeper.now
        let trouble = trouble(at: now)
        if trouble?.kind != told {
            told = trouble?.kind
            onTrouble(trouble)
        }
        guard trouble == nil else { throw TimestampRefusal.timeNotAvailable }
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

/// Why an authority gives no time, for its operator.
package struct TimestampTrouble: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case clock, certificate }

    package let kind: Kind
    let now: Instant
    let last: Instant

    /// In one line, what is wrong and what to do.
    package var sentence: String {
        switch kind {
        case .clock:
            "No time is given: the clock says \(now), and times up to \(last) were given out. Set the clock right; if it was ahead then, nothing helps but to wait, or another key and folder."
        case .certificate:
            "No time is given: the certificate is not good at \(now). Look at the clock; if it is right, get another certificate."
        }
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
