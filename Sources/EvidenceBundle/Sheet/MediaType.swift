/// The media type that a name suggests.
enum MediaType {
    static let unknown = "application/octet-stream"

    private static let byExtension: [String: String] = [
        "txt": "text/plain", "csv": "text/csv", "htm": "text/html", "html": "text/html", "md": "text/markdown",
        "xml": "application/xml", "json": "application/json", "jsonld": "application/ld+json",
        "yaml": "application/yaml", "yml": "application/yaml", "pdf": "application/pdf", "rtf": "application/rtf",
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "eml": "message/rfc822", "msg": "application/vnd.ms-outlook", "vcf": "text/vcard",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "bmp": "image/bmp",
        "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "heic": "image/heic", "svg": "image/svg+xml",
        "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "avi": "video/x-msvideo",
        "mkv": "video/x-matroska", "webm": "video/webm", "3gp": "video/3gpp",
        "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "wav": "audio/wav", "ogg": "audio/ogg",
        "opus": "audio/ogg", "amr": "audio/amr", "flac": "audio/flac",
        "zip": "application/zip", "7z": "application/x-7z-compressed", "tar": "application/x-tar",
        "gz": "application/gzip", "tgz": "application/gzip", "bz2": "application/x-bzip2", "xz": "application/x-xz",
        "rar": "application/vnd.rar", "iso": "application/x-iso9660-image", "asice": "application/vnd.etsi.asic-e+zip",
        "sqlite": "application/vnd.sqlite3", "db": "application/vnd.sqlite3",
        "apk": "application/vnd.android.package-archive",
        "pcap": "application/vnd.tcpdump.pcap", "p7s": "application/pkcs7-signature",
    ]

    /// Type and subtype of RFC 6838, section 4.2, without parameters.
    static func isWellFormed(_ text: String) -> Bool {
        let names = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        return names.count == 2
            && names.allSatisfy { name in
                guard let first = name.first, name.count <= 127 else { return false }
                return isAlphanumeric(first) && name.allSatisfy { isAlphanumeric($0) || "!#$&-^_.+".utf8.contains($0) }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    static func guess(_ path: String) -> String {
        let name = path.utf8.split(separator: 0x2F).last ?? path.utf8[...]
        guard let dot = name.lastIndex(of: 0x2E), dot != name.startIndex else { return unknown }
        return byExtension[String(decoding: name[dot...].dropFirst(), as: UTF8.self).lowercased()] ?? unknown
    }
}
