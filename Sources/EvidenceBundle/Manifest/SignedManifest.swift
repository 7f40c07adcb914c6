import FoundationEssentials
package import Vocabulary

/// ASiCManifest (ETSI EN 319 162-1, annex A): the digest of every file that a signature covers.
///
/// Written in one plain form and read in no other: see docs/spec/bundle.md, “The manifest”.
package struct SignedManifest: Sendable {
    package struct Reference: Hashable, Sendable {
        package let path: EntryPath
        package let digest: Digest
    }

    /// The number in `ASiCManifest001.xml`, from 1.
    package let number: Int
    /// In the order of their paths' bytes.
    package let references: [Reference]

    init(number: Int, references: [Reference]) {
        self.number = number
        self.references = references.sorted { $0.path < $1.path }
    }

    static func manifestPath(_ number: Int) -> String { "META-INF/ASiCManifest\(padded(number)).xml" }
    static func signaturePath(_ number: Int) -> String { "META-INF/signature\(padded(number)).p7s" }

    private static func padded(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
    }

    // MARK: the form

    private static let declaration = #"<?xml version="1.0" encoding="UTF-8"?>"#
    private static let root =
        #"<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">"#
    private static let end = "</asic:ASiCManifest>"
    private static let beforeURI = #"<asic:DataObjectReference URI=""#
    private static let beforeAlgorithm = #""><ds:DigestMethod Algorithm=""#
    private static let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
    private static let beforeDigest = #""/><ds:DigestValue>"#
    private static let afterDigest = "</ds:DigestValue></asic:DataObjectReference>"

    private static func signatureLine(_ number: Int) -> String {
        #"<asic:SigReference URI="\#(signaturePath(number))" MimeType="application/pkcs7-signature"/>"#
    }

    /// The bytes that are signed.
    func encoded() -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(512 + references.count * 300)
        func line(_ parts: String...) {
            for part in parts { text += part.utf8 }
            text.append(0x0A)
        }
        line(Self.declaration)
        line(Self.root)
        line(Self.signatureLine(number))
        for reference in references {
            line(
                Self.beforeURI, PercentEncoding.encode(reference.path.text), Self.beforeAlgorithm, Self.sha256,
                Self.beforeDigest, Data(reference.digest.bytes).base64EncodedString(), Self.afterDigest)
        }
        line(Self.end)
        return text
    }

    /// Reads exactly what `encoded` writes.
    init(parsing bytes: [UInt8], number: Int) throws(BundleError) {
        let name = Self.manifestPath(number)
        func refused(_ code: ErrorCode, _ what: String) -> BundleError {
            BundleError(code, "\(name) \(what).", next: ContainerReader.askAgain)
        }
        if let found = ForbiddenXML.found(in: bytes) { throw refused(.manifestForbiddenXML, "contains \(found)") }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        func isNext(_ text: String) -> Bool { lines.popFirst()?.elementsEqual(text.utf8) ?? false }
        guard isNext(Self.declaration), isNext(Self.root), isNext(Self.signatureLine(number)),
            lines.popLast()?.isEmpty ?? false, lines.popLast()?.elementsEqual(Self.end.utf8) ?? false
        else { throw refused(.manifestForm, "is not of the form that bundles have") }
        var references: [Reference] = []
        references.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            var rest = line
            guard Self.skip(Self.beforeURI, &rest), let uri = Self.untilQuote(&rest),
                Self.skip(Self.beforeAlgorithm, &rest), let algorithm = Self.untilQuote(&rest),
                let path = PercentEncoding.decode(uri)
            else { throw refused(.manifestForm, "has a line \(index + 4) that is not of its form") }
            guard algorithm == Self.sha256 else {
                throw refused(
                    .manifestAlgorithm,
                    "relies on “\(algorithm.shownInMessage)” for “\(path.shownInMessage)”, not on SHA-256")
            }
            guard Self.skip(Self.beforeDigest, &rest), rest.count == 44 + Self.afterDigest.utf8.count,
                let data = Data(base64Encoded: Data(rest.prefix(44))), let digest = try? Digest(bytes: Array(data)),
                Data(digest.bytes).base64EncodedString().utf8.elementsEqual(rest.prefix(44)),
                rest.dropFirst(44).elementsEqual(Self.afterDigest.utf8)
            else { throw refused(.manifestForm, "has a line \(index + 4) that is not of its form") }
            let reference = Reference(path: try EntryPath(parsing: path), digest: digest)
            if let last = references.last, !(last.path < reference.path) {
                throw last.path == reference.path
                    ? refused(.manifestDuplicate, "lists “\(path.shownInMessage)” twice")
                    : refused(.manifestForm, "does not list its files in order")
            }
            references.append(reference)
        }
        self.number = number
        self.references = references
    }

    private static func skip(_ text: String, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    private static func untilQuote(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let quote = rest.firstIndex(of: 0x22) else { return nil }
        let text = String(validating: rest[..<quote], as: UTF8.self)
        rest = rest[quote...]
        return text
    }
}

/// Parts of XML that have no place in a manifest, whatever they would expand to.
enum ForbiddenXML {
    static func found(in bytes: [UInt8]) -> String? {
        var previous: UInt8 = 0
        for (index, byte) in bytes.enumerated() {
            if byte == 0x26 { return "an entity reference" }
            if previous == 0x3C {
                if byte == 0x3F, index > 1 { return "a processing instruction" }
                if byte == 0x21 {
                    let rest = bytes[(index + 1)...]
                    if rest.starts(with: "DOCTYPE".utf8) { return "a document type declaration" }
                    if rest.starts(with: "[CDATA[".utf8) { return "a CDATA section" }
                    if rest.starts(with: "--".utf8) { return "a comment" }
                    return "a markup declaration"
                }
            }
            previous = byte
        }
        return nil
    }
}
