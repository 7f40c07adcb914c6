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

    static func guess(_ path: String) -> String {
        guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."), dot != name.startIndex
        else {
            return unknown
        }
        return byExtension[name[name.index(after: dot)...].lowercased()] ?? unknown
    }
}
