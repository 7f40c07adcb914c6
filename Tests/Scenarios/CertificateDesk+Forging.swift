import Custody
import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// What somebody could do who knows the format.
extension CertificateDesk {
    /// The first folder with another record: pages and list fit what was changed.
    func rewritten(
        _ change: (inout [String: Any], inout [String: [UInt8]]) throws -> Void
    ) throws -> [String: [UInt8]] {
        try Self.rewritten(try folder(Self.first), change)
    }

    static func rewritten(
        _ original: [String: [UInt8]], _ change: (inout [String: Any], inout [String: [UInt8]]) throws -> Void
    ) throws -> [String: [UInt8]] {
        var files = original
        let record = Data(try #require(files[CertificateFile.record]))
        var json = try #require(try JSONSerialization.jsonObject(with: record) as? [String: Any])
        try change(&json, &files)
        let bytes = Array(
            try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes]))
        files[CertificateFile.record] = bytes
        if let record = try? ProvenCustody(parsing: bytes) {
            let pages = try CertificatePages(record, digest: Digest(of: bytes))
            files[CertificateFile.printed] = pages.html
            files[CertificateFile.plain] = pages.text
        }
        let listed = files.filter { $0.key != CertificateFile.list && !ListSignature.isSignature($0.key) }
        files[CertificateFile.list] = Array(ListSignature.text(listed.mapValues { Digest(of: $0) }).utf8)
        return files
    }

    static func withoutSigner(_ json: inout [String: Any], _ files: inout [String: [UInt8]]) {
        json["signer"] = nil
        for path in files.keys.filter(ListSignature.isSignature) { files[path] = nil }
    }

    /// The same as `rewritten`, and nobody has signed it.
    func unsigned(_ change: (inout [String: Any], inout [String: [UInt8]]) throws -> Void) throws -> [String: [UInt8]] {
        try rewritten { json, files in
            Self.withoutSigner(&json, &files)
            try change(&json, &files)
        }
    }

    /// Changes the event of a step.
    static func change(_ json: inout [String: Any], _ place: Int, _ body: (inout [String: Any]) -> Void) {
        Self.changeStep(&json, place) { step in
            guard var event = step["event"] as? [String: Any] else { return }
            body(&event)
            step["event"] = event
        }
    }

    static func changeStep(_ json: inout [String: Any], _ place: Int, _ body: (inout [String: Any]) -> Void) {
        guard var steps = json["steps"] as? [[String: Any]] else { return }
        body(&steps[place])
        json["steps"] = steps
    }

    /// Leaves a step out, and its proof.
    static func leaveOut(_ place: Int, _ json: inout [String: Any], _ files: inout [String: [UInt8]]) {
        guard var steps = json["steps"] as? [[String: Any]] else { return }
        let gone = steps.remove(at: place)
        let name = (gone["index"] as? Int).map { ProvenCustody.Step.path(at: $0) } ?? ""
        files[name] = nil
        json["steps"] = steps
        json["files"] = (json["files"] as? [[String: Any]])?.filter { $0["path"] as? String != name }
    }

    /// Adds files and names them in the record, as its own are.
    static func add(_ added: [String: [UInt8]], _ json: inout [String: Any], _ files: inout [String: [UInt8]]) {
        files.merge(added) { $1 }
        var named = (json["files"] as? [[String: Any]] ?? []).filter { added[$0["path"] as? String ?? ""] == nil }
        named += added.map { ["path": $0.key, "digest": Digest(of: $0.value).text] as [String: Any] }
        json["files"] = named.sorted {
            ($0["path"] as? String ?? "").utf8.lexicographicallyPrecedes(($1["path"] as? String ?? "").utf8)
        }
    }

    /// Signs the list of files as it is, in the place of whoever signed it before.
    func signed(_ files: [String: [UInt8]], by stem: String) throws -> [String: [UInt8]] {
        let credential = try Credential(pem: try exchange.workspace.read("pki/\(stem).pem"), passphrase: nil)
        var signed = files.filter { !ListSignature.isSignature($0.key) }
        signed[ListSignature.path(by: credential.identity)] = try credential.cms(
            over: try #require(files[CertificateFile.list]), claimedAt: SystemTimekeeper().now)
        return signed
    }

    /// The trust list at a time, an hour after a member's certificate was revoked.
    func trustList(revoking stem: String, reason: RevocationReason?, at now: Instant) throws -> (Workspace, TrustStore)
    {
        let workspace = try Workspace()
        try FileManager.default.copyItem(atPath: exchange.workspace("pki"), toPath: workspace("pki"))
        let certificate = try #require(try Certificate.list(pem: try workspace.read("pki/\(stem).pem")).first)
        try Demonstration(
            folder: workspace("pki"), now: now.adding(seconds: -3600), randomness: SystemRandomness()
        ).revoke(certificate, reason: reason)
        return (workspace, try TrustStore(loading: workspace("pki/trust.yaml"), at: now))
    }

    /// The words of a page, with single spaces.
    static func words(_ files: [String: [UInt8]]) throws -> String {
        let text = String(decoding: try #require(files[CertificateFile.plain]), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
