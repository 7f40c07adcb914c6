import SwiftASN1
import Vocabulary

/// What a token says: TSTInfo (RFC 3161, section 2.4.2), read strictly.
struct TimestampInfo {
    let policy: ASN1ObjectIdentifier
    let imprint: MessageImprint
    /// The content octets of the INTEGER.
    let serial: [UInt8]
    let time: Instant
    /// How far the time may be off; nil where the authority does not say.
    let accuracyMilliseconds: Int64?
    let nonce: [UInt8]?
    /// GeneralName, encoded.
    let authority: ASN1Node?

    init(_ der: [UInt8]) throws {
        var parts = try DER.parse(der).parts()[...]
        guard let version = parts.popFirst(), let policy = parts.popFirst(), let imprint = parts.popFirst(),
            let serial = parts.popFirst(), let time = parts.popFirst(), try version.count() == 1
        else { throw MalformedDER() }
        self.policy = try policy.oid()
        self.imprint = try MessageImprint(imprint)
        self.serial = Array(try serial.integer())
        guard let first = self.serial.first, first < 0x80, self.serial != [0], self.serial.count <= 20 else {
            throw MalformedDER()
        }
        self.time = try CertificateTime.readPrecise(time)
        var accuracy: Int64?
        if let next = parts.first, next.identifier == .sequence {
            accuracy = try Self.accuracy(next)
            parts.removeFirst()
        }
        accuracyMilliseconds = accuracy
        if let next = parts.first, next.identifier == .boolean {
            // The default, FALSE, is not written in DER.
            guard try Bool(derEncoded: next) else { throw MalformedDER() }
            parts.removeFirst()
        }
        var nonce: [UInt8]?
        if let next = parts.first, next.identifier == .integer {
            nonce = Array(try next.integer())
            parts.removeFirst()
        }
        self.nonce = nonce
        var authority: ASN1Node?
        if let next = parts.first, next.isTagged(0) {
            authority = try next.unwrapped()
            parts.removeFirst()
        }
        self.authority = authority
        if let next = parts.first, next.isTagged(1) {
            for one in try next.parts(.context(1)) {
                let fields = try one.parts()
                // Kind and value: three fields would name whether it is critical, and only critical ones do.
                guard fields.count == 2, try !fields[1].octets().isEmpty else { throw MalformedDER() }
                _ = try fields[0].oid()
            }
            parts.removeFirst()
        }
        guard parts.isEmpty else { throw MalformedDER() }
    }

    /// Seconds, milliseconds and microseconds, each left out where it is none.
    private static func accuracy(_ node: ASN1Node) throws -> Int64 {
        var parts = try node.parts()[...]
        var seconds = 0
        var milliseconds = 0
        if let next = parts.first, next.identifier == .integer {
            seconds = try next.count()
            parts.removeFirst()
        }
        if let next = parts.first, next.isTagged(0) {
            milliseconds = try next.count(.context(0))
            guard (1...999).contains(milliseconds) else { throw MalformedDER() }
            parts.removeFirst()
        }
        if let next = parts.first, next.isTagged(1) {
            guard (1...999).contains(try next.count(.context(1))) else { throw MalformedDER() }
            milliseconds += 1
            parts.removeFirst()
        }
        guard parts.isEmpty else { throw MalformedDER() }
        return Int64(seconds) * 1000 + Int64(milliseconds)
    }

    /// What our authority says: accurate to two seconds, for a clock that is right to one and a time that may be one ahead
    /// of it; in no order, under no other name than its certificate's.
    static func encoded(
        policy: ASN1ObjectIdentifier, imprint: MessageImprint, serial: UInt64, time: Instant, nonce: [UInt8]?
    ) throws -> [UInt8] {
        DERWriting.sequence(
            DERWriting.integer(1), try DERWriting.oid(policy), imprint.encoded, DERWriting.integer(serial),
            DERWriting.value(0x18, Array(CertificateTime.precise(time).utf8)),
            DERWriting.sequence(DERWriting.integer(2)),
            nonce.map { DERWriting.integer(content: $0) } ?? [])
    }
}

extension CertificateTime {
    /// GeneralizedTime of RFC 3161: UTC, seconds, a fraction without trailing zeros if there is one, `Z`. What is finer
    /// than a millisecond is cut off.
    static func readPrecise(_ node: ASN1Node) throws -> Instant {
        let bytes = Array(try node.value(.generalizedTime))
        guard bytes.count >= 15, bytes.last == 0x5A else { throw MalformedDER() }
        let whole = bytes.prefix(14)
        let fraction = bytes.dropFirst(14).dropLast()
        let digits = fraction.dropFirst()
        guard (whole + digits).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), bytes.count <= 24 else { throw MalformedDER() }
        if let point = fraction.first {
            guard point == 0x2E, let last = digits.last, last != 0x30 else { throw MalformedDER() }
        }
        let milliseconds = Int64(String(decoding: (digits + [0x30, 0x30, 0x30]).prefix(3), as: UTF8.self)) ?? 0
        return try instant(String(decoding: whole, as: UTF8.self) + "Z").adding(milliseconds: milliseconds)
    }

    /// `20260504021307.412Z`
    static func precise(_ instant: Instant) -> String {
        let digits = instant.text.filter(\.isNumber)
        var fraction = digits.suffix(3)
        while fraction.last == "0" { fraction.removeLast() }
        return "\(digits.prefix(14))\(fraction.isEmpty ? "" : ".\(fraction)")Z"
    }
}
