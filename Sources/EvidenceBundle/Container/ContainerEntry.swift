/// One entry of a bundle's container: a name and where its bytes stand.
package struct ContainerEntry: Hashable, Sendable {
    package let path: EntryPath
    /// Bytes, as stored.
    package let size: Int64
    package let checksum: UInt32
    /// Where the local header starts.
    let offset: Int64

    /// Where the contents start.
    package var contents: Int64 {
        offset + Int64(ZIPForm.localHeaderSize + path.text.utf8.count + (sizeIsDeferred ? 20 : 0))
    }
    /// Where the next entry starts.
    var end: Int64 { contents + size }

    private var sizeIsDeferred: Bool { size >= Int64(ZIPForm.deferred) }
    private var offsetIsDeferred: Bool { offset >= Int64(ZIPForm.deferred) }

    /// The bytes in front of the contents.
    var localHeader: [UInt8] {
        let name = Array(path.text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ZIPForm.localHeaderSize + name.count + 20)
        bytes.append(little: ZIPForm.localHeader)
        appendCommon(to: &bytes, version: sizeIsDeferred ? ZIPForm.version64 : ZIPForm.version)
        bytes.append(little: UInt16(name.count))
        bytes.append(little: UInt16(sizeIsDeferred ? 20 : 0))
        bytes += name
        if sizeIsDeferred { bytes += Self.extra([UInt64(size), UInt64(size)]) }
        return bytes
    }

    /// The entry's line in the central directory.
    var directoryHeader: [UInt8] {
        let name = Array(path.text.utf8)
        var deferred: [UInt64] = []
        if sizeIsDeferred { deferred += [UInt64(size), UInt64(size)] }
        if offsetIsDeferred { deferred.append(UInt64(offset)) }
        let extra = deferred.isEmpty ? [] : Self.extra(deferred)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ZIPForm.directoryHeaderSize + name.count + extra.count)
        bytes.append(little: ZIPForm.directoryHeader)
        bytes.append(little: ZIPForm.madeBy)
        appendCommon(to: &bytes, version: deferred.isEmpty ? ZIPForm.version : ZIPForm.version64)
        bytes.append(little: UInt16(name.count))
        bytes.append(little: UInt16(extra.count))
        bytes.append(little: UInt16(0))  // comment
        bytes.append(little: UInt16(0))  // disk
        bytes.append(little: UInt16(0))  // internal attributes
        bytes.append(little: ZIPForm.attributes)
        bytes.append(little: offsetIsDeferred ? ZIPForm.deferred : UInt32(offset))
        return bytes + name + extra
    }

    /// Where CRC and sizes stand in the local header, and their bytes.
    var writtenBack: (at: Int64, bytes: [UInt8]) {
        (offset + 14, Array(localHeader[14..<26]))
    }

    private func appendCommon(to bytes: inout [UInt8], version: UInt16) {
        let size = sizeIsDeferred ? ZIPForm.deferred : UInt32(size)
        bytes.append(little: version)
        bytes.append(little: ZIPForm.flags)
        bytes.append(little: ZIPForm.stored)
        bytes.append(little: ZIPForm.time)
        bytes.append(little: ZIPForm.date)
        bytes.append(little: checksum)
        bytes.append(little: size)
        bytes.append(little: size)
    }

    private static func extra(_ values: [UInt64]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: UInt16(1))
        bytes.append(little: UInt16(values.count * 8))
        for value in values { bytes.append(little: value) }
        return bytes
    }
}

/// What stands behind the entries: the central directory and its end records.
struct ContainerTail {
    let entries: Int
    let offset: Int64
    let size: Int64

    private var isLarge: Bool {
        entries >= Int(ZIPForm.deferred16) || offset >= Int64(ZIPForm.deferred) || size >= Int64(ZIPForm.deferred)
    }

    /// The end records, which a reader finds from the end of the file.
    var endRecords: [UInt8] {
        var bytes: [UInt8] = []
        if isLarge {
            bytes.append(little: ZIPForm.directoryEnd64)
            bytes.append(little: UInt64(ZIPForm.directoryEnd64Size - 12))
            bytes.append(little: ZIPForm.madeBy)
            bytes.append(little: ZIPForm.version64)
            bytes.append(little: UInt32(0))
            bytes.append(little: UInt32(0))
            bytes.append(little: UInt64(entries))
            bytes.append(little: UInt64(entries))
            bytes.append(little: UInt64(size))
            bytes.append(little: UInt64(offset))
            bytes.append(little: ZIPForm.directoryLocator64)
            bytes.append(little: UInt32(0))
            bytes.append(little: UInt64(offset + size))
            bytes.append(little: UInt32(1))
        }
        let count = entries >= Int(ZIPForm.deferred16) ? ZIPForm.deferred16 : UInt16(entries)
        bytes.append(little: ZIPForm.directoryEnd)
        bytes.append(little: UInt16(0))
        bytes.append(little: UInt16(0))
        bytes.append(little: count)
        bytes.append(little: count)
        bytes.append(little: size >= Int64(ZIPForm.deferred) ? ZIPForm.deferred : UInt32(size))
        bytes.append(little: offset >= Int64(ZIPForm.deferred) ? ZIPForm.deferred : UInt32(offset))
        bytes.append(little: UInt16(0))
        return bytes
    }
}
