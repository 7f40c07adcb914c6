import Foundation
import Policy
import Seal
import Vocabulary

/// The folder of one run: certificates, signed agreements, data. It is removed at the end.
final class Ground {
    let folder: String
    static let agreement = "KH-TH-JIT-2026-01"
    static let caseNumber = "KH-AHTJPP-2026-000123"

    /// - Parameter parent: where the folder is made; the file system that is measured.
    init(in parent: String) throws {
        let name = "saksi-benchmarks-" + Hexadecimal.encode(SystemRandomness().bytes(4))
        folder = URL(fileURLWithPath: parent).appendingPathComponent(name).path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func callAsFunction(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        guard FileManager.default.createFile(atPath: self(name), contents: Data(bytes)) else {
            throw BenchmarkFailure("\(self(name)) could not be written.")
        }
    }

    func forget(_ name: String) {
        try? FileManager.default.removeItem(atPath: self(name))
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    }

    func credential(_ name: String) throws -> Credential {
        try Credential(pem: try Self.read(self("pki/\(name).pem")))
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BenchmarkFailure("\(path) could not be read.")
        }
        return Array(data)
    }

    /// Makes certificates, and signs the agreements of this project with them, as a node wants them.
    func prepareExchange() throws {
        guard !exists("agreements") else { return }
        let now = SystemTimekeeper().now
        try Demonstration(folder: self("pki"), now: now, randomness: SystemRandomness()).write()
        try makeFolder("agreements")
        let signatories = ["KH": "kh/moj-0001", "TH": "th/oag-0001", "VN": "vn/spp-0001"]
        let source = try Installation.agreements()
        let documents = try FileManager.default.contentsOfDirectory(atPath: source).filter { $0.hasSuffix(".yaml") }
            .map { try PolicyDocument(reading: try Self.read("\(source)/\($0)"), file: $0) }
        for name in try FileManager.default.contentsOfDirectory(atPath: source) where name.hasSuffix(".yaml") {
            // The figures must not end with the term of the examples.
            let text = String(decoding: try Self.read("\(source)/\(name)"), as: UTF8.self)
                .replacingOccurrences(of: "2027-02-28", with: "2099-12-31")
            try write(text, to: "agreements/\(name)")
            let document = try PolicyDocument(reading: Array(text.utf8), file: name)
            for party in try document.requiredSigners(among: documents) {
                guard let stem = signatories[party.text] else { continue }
                let signer = try credential(stem)
                let path = SignedFile.signaturePath(of: self("agreements/\(name)"), by: signer.identity)
                try Data(try signer.cms(over: Array(text.utf8), claimedAt: now)).write(to: URL(fileURLWithPath: path))
            }
        }
    }
}
