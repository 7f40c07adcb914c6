import Vocabulary

/// Names what is not permitted in a line of the central directory.
enum DirectoryFault {
    /// - Parameter header: the line with its name, extra field and comment.
    static func of(_ header: [UInt8], nameLength: Int, extraLength: Int, shown: @autoclosure () -> String)
        -> BundleError?
    {
        let flags = header.little(UInt16.self, at: 8)
        let method = header.little(UInt16.self, at: 10)
        let attributes = header.little(UInt32.self, at: 38)
        func fault(_ code: ErrorCode, _ what: String) -> BundleError {
            BundleError(code, "“\(shown())” \(what).", next: ContainerReader.askAgain)
        }
        if flags & 0x2041 != 0 { return fault(.encryptedEntry, "is encrypted in the way of ZIP") }
        if flags & 0x0008 != 0 { return fault(.dataDescriptor, "has its sizes in a data descriptor behind it") }
        if method != ZIPForm.stored { return fault(.compressedEntry, "is compressed") }
        if attributes != ZIPForm.attributes { return fault(.entryKind, kind(attributes)) }
        if header.little(UInt16.self, at: 32) != 0 { return fault(.headerValue, "has a comment") }
        let extra = Array(header[(ZIPForm.directoryHeaderSize + nameLength)...].prefix(extraLength))
        if !extra.isEmpty,
            extra.count < 4 || extra.little(UInt16.self, at: 0) != 1
                || Int(extra.little(UInt16.self, at: 2)) != extra.count - 4
        {
            return fault(.extraField, "has an extra field")
        }
        return nil
    }

    private static func kind(_ attributes: UInt32) -> String {
        switch attributes >> 28 {
        case 0o12: "is a symbolic link"
        case 0o04: "is a folder"
        case 0o02, 0o06: "is a device"
        case 0o01, 0o14: "is a pipe or socket"
        default: "has file attributes that are not permitted"
        }
    }
}

/// The 64-bit size and offset of a line of the central directory.
enum ZIP64Values {
    /// - Returns: nil if a value that is deferred to the extra field is not there, or does not fit.
    static func read(_ header: [UInt8], nameLength: Int, extraLength: Int) -> (size: Int64, offset: Int64)? {
        let compressed = header.little(UInt32.self, at: 20)
        let size = header.little(UInt32.self, at: 24)
        let offset = header.little(UInt32.self, at: 42)
        guard compressed == size else { return nil }
        let extra = Array(header[(ZIPForm.directoryHeaderSize + nameLength)...].prefix(extraLength))
        var values: [Int64] = []
        for start in stride(from: 4, through: extra.count - 8, by: 8) {
            guard let value = Int64(exactly: extra.little(UInt64.self, at: start)), value >= Int64(ZIPForm.deferred),
                value < 1 << 60
            else { return nil }
            values.append(value)
        }
        var large = Int64(size)
        var far = Int64(offset)
        if size == ZIPForm.deferred {
            guard values.count >= 2, values[0] == values[1] else { return nil }
            large = values[0]
            values.removeFirst(2)
        }
        if offset == ZIPForm.deferred {
            guard let value = values.first else { return nil }
            far = value
            values.removeFirst()
        }
        return values.isEmpty ? (large, far) : nil
    }
}
