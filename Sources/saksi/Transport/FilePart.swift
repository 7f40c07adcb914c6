import NIOCore

/// A range of a file, read piece by piece as the connection takes it.
struct FilePart: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let file: OpenFile
    let range: Range<Int64>
    /// Is told how far into the file the connection has taken bytes; what the node keeps is another matter.
    let progress: @Sendable (_ offset: Int64) -> Void

    var count: Int64 { range.upperBound - range.lowerBound }

    func makeAsyncIterator() -> Iterator {
        Iterator(part: self, offset: range.lowerBound)
    }

    struct Iterator: AsyncIteratorProtocol {
        private static let pieceSize: Int64 = 262_144

        let part: FilePart
        var offset: Int64

        mutating func next() async throws -> ByteBuffer? {
            part.progress(offset)
            let wanted = Swift.min(Self.pieceSize, part.range.upperBound - offset)
            guard wanted > 0 else { return nil }
            let piece = try part.file.read(Int(wanted), at: offset)
            offset += Int64(piece.readableBytes)
            return piece
        }
    }
}
