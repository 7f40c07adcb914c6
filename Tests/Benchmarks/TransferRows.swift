import Foundation
import Vocabulary
import Wire

/// Uploads and downloads over mutual TLS 1.3 on loopback, beside nginx, with curl as the client of both.
struct TransferRows {
    let ground: Ground
    let scale: Scale
    let packing: PackingRows

    /// Up to the receipt: sent, hashed, durable, verified, decided, committed. The peer: PUT, then fsync and a digest.
    func upload() throws -> Row {
        _ = try packing.data.large("large", size: scale.largeFile)
        let node = try RunningServer.saksid(on: ground)
        defer { stop(node) }
        let nginx = try RunningServer.nginx(on: ground)
        defer { nginx.stop() }
        let curl = try Curl(ground)
        var peak = 0
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                // A bundle that was sent before would be known, and its answer quick.
                let (bundle, statement) = try freshBundle()
                let seconds = try Self.timed { try send(bundle, statement, to: node, curl) }
                peak = max(peak, Child.peakMemory(of: node.number))
                return (seconds, peak)
            },
            peer: {
                let seconds = try Self.timed {
                    try curl.run(["-T", ground("sent.asice"), nginx.address + "/upload"])
                    _ = try Child(
                        program: "/bin/sh",
                        arguments: [
                            "-c", "sync \"$1\" && openssl dgst -sha256 \"$1\"", "sh", ground("nginx/store/upload"),
                        ], ground: ground
                    ).run()
                }
                ground.forget("nginx/store/upload")
                return (seconds, 0)
            })
        return Row(
            "upload", ours: result.ours, peer: result.peer,
            peerName: "PUT to \(Installation.version("nginx", ["-v"], ground)), sync, openssl dgst", unit: .seconds,
            peakMemory: peak)
    }

    /// What was released, by one client and by four at the same time.
    func download() throws -> [Row] {
        _ = try packing.data.large("large", size: scale.largeFile)
        let node = try RunningServer.saksid(on: ground)
        defer { stop(node) }
        let nginx = try RunningServer.nginx(on: ground)
        defer { nginx.stop() }
        let (bundle, statement) = try freshBundle()
        try send(bundle, statement, to: node, Curl(ground))
        try FileManager.default.copyItem(atPath: bundle.path, toPath: ground("nginx/store/bundle"))

        let curl = try Curl(ground, as: "th/dsi-0201")
        let content = node.address + (try released(bundle, by: "th/dsi-0201", from: node, curl))
        let version = Installation.version("nginx", ["-v"], ground)
        return try [("download", 1), ("download-four", 4)].map { name, streams in
            let fetch: (String) throws -> Double = { address in
                try Self.timed { try curl.runTogether(streams, ["--output", "/dev/null", address]) }
            }
            let result = try Rounds(count: scale.rounds).measure(
                ours: { (try fetch(content), Child.peakMemory(of: node.number)) },
                peer: { (try fetch(nginx.address + "/bundle"), 0) })
            return Row(
                name, ours: result.ours, peer: result.peer, peerName: version, unit: .seconds,
                peakMemory: result.peakMemory)
        }
    }

    private func freshBundle() throws -> (Statements.Packed, [UInt8]) {
        _ = try packing.pack(ground("large"), as: "sent.asice")
        let bundle = try Statements.Packed(ground("sent.asice"))
        return (bundle, try Statements().submission(of: bundle, by: try ground.credential("kh/ahtjpp-0101")))
    }

    private func send(
        _ bundle: Statements.Packed, _ statement: [UInt8], to node: RunningServer, _ curl: Curl
    ) throws {
        let size = try FileManager.default.attributesOfItem(atPath: bundle.path)[.size] as? NSNumber
        let agreement = try AgreementID(parsing: Ground.agreement)
        let headers = try curl.run([
            "--request", "POST", "--upload-file", bundle.path, "--dump-header", "-", "--output", "/dev/null",
            "--header", "Upload-Draft-Interop-Version: 8", "--header", "Upload-Complete: ?1",
            "--header", "Upload-Length: \(size?.int64Value ?? 0)", node.address + Routes.uploads.path(agreement),
        ])
        guard let found = headers.firstMatch(of: /(?i)location: \/v1\/uploads\/([0-9a-f-]+)/) else {
            throw BenchmarkFailure("The node gave no address for the upload: \(headers)")
        }
        let upload = try UploadID(parsing: String(found.1))
        _ = try curl.post(statement, to: node.address + Routes.submission.path(upload))
    }

    /// - Returns: the path from which the content can be fetched.
    private func released(
        _ bundle: Statements.Packed, by member: String, from node: RunningServer, _ curl: Curl
    ) throws -> String {
        let statement = try Statements().releaseRequest(of: bundle, by: try ground.credential(member))
        let agreement = try AgreementID(parsing: Ground.agreement)
        let answer = try curl.post(statement, to: node.address + Routes.releases.path(agreement, bundle.id))
        let grant = try CanonicalJSON.decode(ReleaseGrant.self, from: Array(answer.utf8), noun: "grant")
        return Routes.releaseContent.path(grant.release)
    }

    /// Ends the node and forgets what it held: the next row begins with an empty one.
    private func stop(_ node: RunningServer) {
        node.stop()
        ground.forget("node-data")
    }

    private static func timed(_ work: () throws -> Void) rethrows -> Double {
        let begun = ContinuousClock.now
        try work()
        return (ContinuousClock.now - begun).inSeconds
    }
}
