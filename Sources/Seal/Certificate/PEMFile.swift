import FoundationEssentials

/// Text files of base64 blocks (RFC 7468).
enum PEMFile {
    struct Block {
        let label: String
        let der: [UInt8]
        /// The whole block as it stood, for keys that are still encrypted.
        let text: String
    }

    static let limit = 1 << 20

    static func blocks(_ pem: [UInt8]) throws(SealError) -> [Block] {
        func refused(_ reason: String) -> SealError {
            SealError(.pemMalformed, reason, next: "Ask for the file again, as PEM text: lines between BEGIN and END.")
        }
        guard pem.count <= limit else { throw refused("A PEM file has more than \(limit) bytes.") }
        guard let text = String(validating: pem, as: UTF8.self) else { throw refused("A PEM file is not text.") }
        var blocks: [Block] = []
        var open: (label: String, lines: [Substring])?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingSuffix(while: \.isWhitespace)
            if line.hasPrefix("-----BEGIN "), line.hasSuffix("-----") {
                guard open == nil else { throw refused("A PEM block begins before the one above it has ended.") }
                open = (String(line.dropFirst(11).dropLast(5)), [])
            } else if line.hasPrefix("-----END ") {
                guard let block = open, line == "-----END \(block.label)-----" else {
                    throw refused("A PEM block ends that never began.")
                }
                blocks.append(try finish(block.label, block.lines, refused))
                open = nil
            } else {
                open?.lines.append(line)
            }
        }
        guard open == nil else { throw refused("The last PEM block has no end: the file is cut off.") }
        return blocks
    }

    private static func finish(
        _ label: String, _ lines: [Substring], _ refused: (String) -> SealError
    ) throws(SealError) -> Block {
        let text = (["-----BEGIN \(label)-----"] + lines.map(String.init) + ["-----END \(label)-----", ""])
            .joined(separator: "\n")
        // Old encrypted keys carry header lines; only OpenSSL reads those.
        let body = lines.contains { $0.contains(":") } ? [] : lines
        guard let der = Data(base64Encoded: body.joined()) else { throw refused("A PEM block is not base64.") }
        return Block(label: label, der: Array(der), text: text)
    }

    static func text(_ label: String, _ der: [UInt8]) -> String {
        let base64 = Array(Data(der).base64EncodedString())
        let lines = stride(from: 0, to: base64.count, by: 64).map { String(base64[$0..<min($0 + 64, base64.count)]) }
        return (["-----BEGIN \(label)-----"] + lines + ["-----END \(label)-----", ""]).joined(separator: "\n")
    }
}

extension Substring {
    func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var result = self
        while let last = result.last, predicate(last) { result.removeLast() }
        return result
    }
}
