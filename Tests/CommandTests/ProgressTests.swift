import Testing

@testable import saksi

@Suite("Progress")
struct ProgressTests {
    @Test(
        "Sizes are shown in decimal units, with one decimal while that says something",
        arguments: [
            (Int64(0), "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (8_211_456, "8.2 MB"), (99_999, "99.9 kB"),
            (123_456_789, "123 MB"), (4_294_967_296, "4.2 GB"), (999_999_999_999_999, "999 TB"),
        ])
    func sizes(count: Int64, text: String) {
        #expect(ProgressText.bytes(count) == text)
    }

    @Test("A line says what, how much of how much, the rate and the time left")
    func line() {
        let line = ProgressText.line("Packing", done: 250_000_000, total: 1_000_000_000, elapsed: 5, unit: .bytes)
        #expect(line == "Packing: 250 MB of 1.0 GB, 25 %, 50.0 MB/s, 15 s left")
    }

    @Test("Before anything was measured no rate is claimed")
    func early() {
        #expect(ProgressText.line("Packing", done: 0, total: 5000, elapsed: 0, unit: .bytes) == "Packing: 5.0 kB")
        #expect(ProgressText.line("Reading", done: 0, total: 0, elapsed: 0, unit: .bytes) == "Reading …")
        #expect(
            ProgressText.line("Checking", done: 3, total: 0, elapsed: 9, unit: .things("exhibits"))
                == "Checking: 3 exhibits")
    }
}
