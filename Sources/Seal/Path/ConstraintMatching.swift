/// The forms that constraints may have.
enum ConstraintForm {
    /// A domain and all below it; empty means every domain. A leading period is for URIs and mailboxes only.
    static func isDomain(_ text: String) -> Bool { text.isEmpty || DomainName.isHost(text) }

    /// A host, or with a leading period every host below a domain.
    static func isHost(_ text: String) -> Bool {
        DomainName.isHost(text.hasPrefix(".") ? String(text.dropFirst()) : text)
    }

    /// A mailbox, a host, or with a leading period every host below a domain.
    static func isMailbox(_ text: String) -> Bool {
        guard text.contains("@") else { return isHost(text) }
        return Mailbox.parts(text) != nil
    }

    /// Address and mask of the same length; the mask is ones, then zeros.
    static func isNetwork(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 8 || bytes.count == 32 else { return false }
        let mask = bytes.suffix(bytes.count / 2)
        let rest = mask.drop { $0 == 0xFF }
        guard let first = rest.first else { return true }
        // The first byte that is not all ones is ones, then zeros; behind it only zeros.
        return (~first).leadingZeroBitCount + first.trailingZeroBitCount == 8 && rest.dropFirst().allSatisfy { $0 == 0 }
    }
}

enum DomainName {
    /// Labels of letters, digits and inner hyphens (RFC 1034, section 3.5; RFC 1123), 253 bytes at most.
    static func isHost(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                    && label.allSatisfy { byte in
                        switch byte {
                        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                        default: false
                        }
                    }
            }
    }

    /// Whether all that a name can stand for lies in the domain; a wildcard stands for every label.
    static func isInside(_ name: String, _ domain: String) -> Bool {
        if domain.isEmpty { return true }
        let name = name.lowercased()
        let domain = domain.lowercased()
        return name.hasPrefix("*.") ? isBelow(String(name.dropFirst(2)), domain) : isBelow(name, domain)
    }

    /// Whether something that the name can stand for lies in the domain.
    static func touches(_ name: String, _ domain: String) -> Bool {
        if isInside(name, domain) { return true }
        let name = name.lowercased()
        guard name.hasPrefix("*.") else { return false }
        // *.example.com stands for bar.example.com too.
        let parent = domain.lowercased().drop { $0 != "." }.dropFirst()
        return parent == name.dropFirst(2)
    }

    private static func isBelow(_ name: String, _ domain: String) -> Bool {
        name == domain || name.hasSuffix("." + domain)
    }
}

enum Mailbox {
    /// Local part and host of an address with exactly one `@`.
    static func parts(_ text: String) -> (local: Substring, host: String)? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, DomainName.isHost(String(parts[1])) else { return nil }
        return (parts[0], parts[1].lowercased())
    }

    /// What is not an address at all counts as inside an exclusion and outside a permission by the caller's rule:
    /// certificates with such names are refused before.
    static func isInside(_ address: String, _ constraint: String) -> Bool {
        guard let own = parts(address) else { return false }
        if let exact = parts(constraint) { return own.local == exact.local && own.host == exact.host }
        let constraint = constraint.lowercased()
        return constraint.hasPrefix(".") ? own.host.hasSuffix(constraint) : own.host == constraint
    }
}

enum URIHost {
    /// The host of `scheme://host/…`; nil if the URI has none, or an address in its place.
    static func host(_ uri: String) -> String? {
        guard let range = uri.firstRange(of: "://") else { return nil }
        let authority = uri[range.upperBound...].prefix { !"/?#".contains($0) }
        let host = (authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "").prefix { $0 != ":" }
        return DomainName.isHost(String(host)) ? host.lowercased() : nil
    }

    static func isInside(_ uri: String, _ constraint: String) -> Bool {
        guard let host = host(uri) else { return false }
        let constraint = constraint.lowercased()
        return constraint.hasPrefix(".") ? host.hasSuffix(constraint) : host == constraint
    }

    /// For exclusions: a URI without a host may be anywhere.
    static func isOutsideUnknown(_ uri: String, _ constraint: String) -> Bool {
        host(uri) == nil || isInside(uri, constraint)
    }
}

enum Network {
    static func holds(_ address: [UInt8], _ network: [UInt8]) -> Bool {
        guard network.count == address.count * 2 else { return false }
        let base = network.prefix(address.count)
        let mask = network.suffix(address.count)
        return zip(address, zip(base, mask)).allSatisfy { $0 & $1.1 == $1.0 & $1.1 }
    }
}
