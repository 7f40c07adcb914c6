@testable import Seal

/// The naming rule of public vectors, in the place of the exchange's identity URI: the leaf must hold the name that
/// the vector expects, by the rules for servers (RFC 9525, CA/Browser Forum 7.1.4.3), and by no common name.
enum ExpectedName {
    static func rule(_ name: LimboCase.Name?, _ names: [LimboCase.Name]) -> PathPurpose.Naming {
        { leaf throws(SealError) in
            guard let own = try? leaf.facts.alternativeNames() else { throw objection(leaf) }
            let wanted = names + (name.map { [$0] } ?? [])
            guard wanted.allSatisfy({ holds($0, own) }), own.dns.allSatisfy(isWellFormed),
                names.isEmpty || own.emails.allSatisfy({ Mailbox.parts($0) != nil }),
                leaf.facts.commonNames.allSatisfy({ agrees($0, own) })
            else { throw objection(leaf) }
        }
    }

    private static func objection(_ leaf: Certificate) -> SealError {
        Refusal(leaf)(.identityMissing, "does not hold the expected name")
    }

    private static func holds(_ name: LimboCase.Name, _ own: AlternativeNames) -> Bool {
        switch name.kind {
        case "DNS": own.dns.contains { matches($0.lowercased(), name.value.lowercased()) }
        case "IP": own.addresses.contains { AddressText.text($0) == name.value }
        case "RFC822": own.emails.contains(name.value)
        default: false
        }
    }

    private static func matches(_ pattern: String, _ name: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return pattern == name }
        guard let dot = name.firstIndex(of: ".") else { return false }
        return pattern.dropFirst(1) == name[dot...]
    }

    /// A host name, or a wildcard in the place of the whole first label above at least two more.
    private static func isWellFormed(_ name: String) -> Bool {
        guard name.contains("*") else { return DomainName.isHost(name) && AddressForm.isNoAddress(name) }
        let rest = String(name.dropFirst(2))
        return name.hasPrefix("*.") && DomainName.isHost(rest) && rest.contains(".") && !PublicSuffix.holds(rest)
    }

    /// A common name that looks like an address or a host is one of the alternative names of that kind, letter for
    /// letter, if there are any; or a domain above them, which names no host.
    private static func agrees(_ common: String, _ own: AlternativeNames) -> Bool {
        if AddressForm.isLike(common) {
            return own.addresses.isEmpty || own.addresses.contains { AddressText.text($0) == common }
        }
        guard common.contains(".") else { return true }
        return own.dns.isEmpty || own.dns.contains { $0 == common || $0.hasSuffix("." + common) }
    }
}

enum AddressForm {
    static func isLike(_ name: String) -> Bool {
        name.contains(":")
            || name.first?.isNumber == true && name.allSatisfy { $0.isHexDigit || $0 == "." || $0 == "x" }
    }

    /// An address has no place among host names.
    static func isNoAddress(_ name: String) -> Bool {
        !name.split(separator: ".").allSatisfy { $0.allSatisfy(\.isNumber) }
    }
}

/// Suffixes under which strangers register names, as far as vectors know them: a wildcard there names strangers.
enum PublicSuffix {
    static func holds(_ name: String) -> Bool { ["co.uk", "s3.amazonaws.com", "github.io", "com.au"].contains(name) }
}
