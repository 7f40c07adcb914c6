import Foundation
import Glibc
import TestKit
import Testing

/// The client is killed in the middle; the same command goes on.
@Suite("Transfers that are cut off")
struct InterruptionScenarios {
    private static let size = 192 << 20

    /// A bundle that takes long enough to be interrupted.
    private func largeBundle(_ exchange: RunningExchange) throws -> (id: String, size: Int) {
        try FileManager.default.createDirectory(
            atPath: exchange.workspace("exhibits"), withIntermediateDirectories: true)
        let path = exchange.workspace("exhibits/image.bin")
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(unsafe truncate(path, Self.size) == 0)
        let packed = try Answered(try exchange.pack("exhibits", as: "large.asice"))
        return (packed["bundle"].text, packed["size"].number)
    }

    @Test("An upload whose sender is killed goes on where it stopped when the same command runs again")
    func upload() throws {
        let exchange = try RunningExchange()
        let bundle = try largeBundle(exchange)
        let command = ["submit", "large.asice", "--receipt", "large.receipt", "--json"]
        let first = try exchange.begin(command, as: .investigator)
        try wait(for: "the first bytes on the node's disk") {
            spooled(in: exchange.workspace("node-data")) > 8 << 20 || !first.isRunning
        }
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        try #require(!FileManager.default.fileExists(atPath: exchange.workspace("large.receipt")))
        let before = try exchange.bytesIn()
        try #require(before > 4 << 20)

        let second = try exchange.saksi(
            "submit", "large.asice", "--receipt", "large.receipt", "--json", as: .investigator)
        #expect(second.status == 0, "\(second.everything)")
        // Had it begun again, the whole file would have crossed once more.
        #expect(try exchange.bytesIn() - before < bundle.size - (4 << 20))
        #expect(
            try exchange.saksi("verify", "large.asice", "--receipt", "large.receipt", as: .investigator).status == 0)
        let notes = try? FileManager.default.contentsOfDirectory(atPath: exchange.workspace("state/saksi/uploads"))
        #expect(notes?.isEmpty ?? true)
    }

    @Test("A download whose receiver is killed goes on under the same release")
    func download() throws {
        let exchange = try RunningExchange()
        let bundle = try largeBundle(exchange)
        #expect(
            try exchange.saksi("submit", "large.asice", "--receipt", "large.receipt", as: .investigator).status == 0)
        let command = [
            "retrieve", bundle.id, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--purpose", "trial", "--out", "got.asice", "--json",
        ]
        let first = try exchange.begin(command, as: .leader)
        try wait(for: "the first bytes here") {
            fileSize(exchange.workspace("got.asice.part")) > 1 << 20 || !first.isRunning
        }
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        try #require(!FileManager.default.fileExists(atPath: exchange.workspace("got.asice")))

        let second = try exchange.saksi(
            command[0], command[1], command[2], command[3], command[4], command[5], command[6], command[7], command[8],
            command[9], command[10], as: .leader)
        #expect(second.status == 0, "\(second.everything)")
        #expect(fileSize(exchange.workspace("got.asice")) == bundle.size)
        let left = try FileManager.default.contentsOfDirectory(atPath: exchange.workspace.path)
        #expect(!left.contains { $0.hasPrefix("got.asice.") })
        let custody = try exchange.saksi(
            "custody", "show", bundle.id, "--agreement", RunningExchange.agreement, "--json", as: .leader)
        let types = try Answered(custody)["steps"].list.map(\.["event"]["type"].text)
        #expect(types.filter { $0 == "released" }.count == 1)
        #expect(types.filter { $0 == "received" }.count == 1)
    }
}
