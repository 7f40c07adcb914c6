import Gateway
import Testing

@Suite("Which bytes a Range header asks for")
struct ByteRangeTests {
    @Test(
        "A range is cut to what there is",
        arguments: [
            ("bytes=0-0", 0..<1), ("bytes=0-", 0..<10), ("bytes=9-", 9..<10), ("bytes=3-4", 3..<5),
            ("bytes=3-9", 3..<10), ("bytes=3-10", 3..<10), ("bytes=3-100", 3..<10), ("bytes=-1", 9..<10),
            ("bytes=-10", 0..<10), ("bytes=-11", 0..<10), ("bytes=00-01", 0..<2),
            // What is beyond all numbers is beyond the end.
            ("bytes=0-9223372036854775806", 0..<10), ("bytes=0-9223372036854775807", 0..<10),
            ("bytes=9-9223372036854775808", 9..<10), ("bytes=2-99999999999999999999999999", 2..<10),
            ("bytes=-9223372036854775807", 0..<10), ("bytes=-99999999999999999999999999", 0..<10),
        ] as [(String, Range<Int64>)])
    func satisfiable(header: String, expected: Range<Int64>) throws {
        #expect(try #require(ByteRange(header)).resolved(in: 10) == expected)
    }

    @Test(
        "A range without bytes is not satisfiable",
        arguments: [
            "bytes=10-", "bytes=10-10", "bytes=-0", "bytes=9223372036854775807-", "bytes=99999999999999999999-",
            "bytes=9223372036854775807-9223372036854775807",
        ])
    func unsatisfiable(header: String) throws {
        #expect(try #require(ByteRange(header)).resolved(in: 10) == nil)
    }

    @Test("The largest whole and the empty one overflow nothing")
    func edges() throws {
        let all = try #require(ByteRange("bytes=0-9223372036854775807"))
        #expect(all.resolved(in: .max) == 0..<Int64.max)
        #expect(all.resolved(in: 0) == nil)
        let last = try #require(ByteRange("bytes=-9223372036854775807"))
        #expect(last.resolved(in: .max) == 0..<Int64.max)
        #expect(last.resolved(in: 0) == nil)
    }

    @Test(
        "What is no single byte range is passed over",
        arguments: [
            "", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=1", "bytes=5-4", "bytes=0-1,3-4", "bytes=a-b",
            "bytes=+1-2", "bytes= 1-2", "bytes=1-2 ", "Bytes=1-2", "items=1-2", "bytes=1-2-3", "bytes=-1-2",
            "bytes=0x1-2", "bytes=١-٢", "bytes=1.0-2",
        ])
    func ignored(header: String) {
        #expect(ByteRange(header) == nil)
    }
}
