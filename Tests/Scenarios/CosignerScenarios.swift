import Custody
import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary
import Wire

/// The push protocol of C2SP tlog-witness, with `curl` against the real program.
@Suite("A cosigner, asked with curl")
struct CosignerScenarios {
    private func textType(_ answer: Curl.Answer) -> Bool {
        answer.fields["content-type"] == "text/plain; charset=utf-8"
    }

    @Test(
        "Every status of tlog-witness, with its bytes and its type; what does not go together is told, counted and kept"
    )
    func statuses() throws {
        let cosigner = try RunningCosigner()
        try cosigner.start()
        let log = try CosigningSample.log(in: cosigner.workspace)
        let key = try cosigner.verifier()

        // 200: signature lines, and nothing else.
        var last: SignedCheckpoint?
        for (from, to) in [(0, 5), (5, 9), (9, 9), (9, 60)] {
            let answer = try cosigner.add(try log.request(from, to))
            #expect(answer.status == 200 && textType(answer), "\(answer.text)")
            let lines = try SignatureLines.parse(answer.body)
            #expect(lines.count == 1 && SignatureLines.bytes(lines) == answer.body)
            let cosigned = try log.checkpoint(to).adding(lines)
            let seen = try cosigned.verify(
                log: LogKeys(origin: log.origin, key: try logKey(cosigner)),
                cosigners: [Cosigner(identity: try Identity(parsing: CosigningSample.cosigner), key: key)])
            #expect(seen.cosignatures.count == 1 && seen.unknown.isEmpty)
            #expect(try cosigner.stored() == cosigned)
            last = cosigned
        }

        // The note that was stored, to nodes and members of the log's party and the cosigner's; 404 for what was never
        // cosigned, and for whom it does not concern.
        let address = "/v1/cosigner/\(Digest(ofText: CosigningSample.origin).hexadecimal)/checkpoint"
        for reader in ["kh/node-phnom-penh-tls", "kh/ahtjpp-0101", "th/dsi-0201", "vn/c02-0101", "vn/node-ha-noi-tls"] {
            let read = try cosigner.caller(reader).send("GET", address)
            if reader.hasPrefix("vn/") {
                #expect(try read.status == 404 && read.problem.code == "exchange.not-found", "\(reader)")
            } else {
                #expect(read.status == 200 && textType(read) && read.body == last?.bytes, "\(reader)")
            }
            for nothing in [Digest(ofText: "x").hexadecimal, "x", CosigningSample.agreement] {
                let missing = try cosigner.caller(reader).send("GET", "/v1/cosigner/\(nothing)/checkpoint")
                #expect(try missing.status == 404 && missing.problem.code == "exchange.not-found")
            }
        }

        // 409: the size and a newline.
        for from in [0, 5, 59, 61] {
            let conflict = try cosigner.add(try log.request(from, 64))
            #expect(conflict.status == 409 && conflict.body == Array("60\n".utf8))
            #expect(conflict.fields["content-type"] == "text/x.tlog.size")
        }

        func refused(_ body: [UInt8], _ status: Int, _ code: String) throws {
            let answer = try cosigner.caller().send("POST", RunningCosigner.path, body: body)
            #expect(try answer.status == status && answer.problem.code == code, "\(answer.text)")
            #expect(answer.fields["content-type"] == "application/problem+json")
        }
        // 400
        let good = try log.request(60, 64).bytes
        for body in [
            [], Array("old 60\n".utf8), Array(good.dropLast()), good + [0x0A],
            Array("old 060".utf8) + good.dropFirst(6),
            try log.request(64, 61).bytes, good + [UInt8](repeating: 0x61, count: AddCheckpoint.longest),
        ] { try refused(body, 400, "custody.cosign.request") }
        // 403: by a key that is not the log's; with a changed signature.
        let forged = try HostLog(
            CosigningSample.origin, key: try cosigner.workspace.read("pki/vn/node-ha-noi-log.key"), entries: 64,
            forks: [])
        try refused(try forged.request(60, 64).bytes, 403, "custody.note.unsigned")
        var changed = good
        // A character in the middle of the signature.
        changed[changed.count - 12] = changed[changed.count - 12] == 0x41 ? 0x42 : 0x41
        try refused(changed, 403, "custody.note.signature")
        // 404
        let other = try HostLog(
            "saksi/kh/phnom-penh/node", key: try cosigner.workspace.read("pki/kh/node-phnom-penh-log.key"), entries: 3,
            forks: [])
        try refused(try other.request(0, 3).bytes, 404, "custody.cosign.unknown-log")
        // 422: growth that is not proved, another tree of the same size.
        try refused(
            try AddCheckpoint(oldSize: 60, proof: [], checkpoint: log.checkpoint(64)).bytes, 422,
            "custody.proof.consistency")
        try refused(try log.request(60, 64, 1).bytes, 422, "custody.proof.consistency")
        try refused(try log.request(60, 60, 1).bytes, 422, "custody.proof.consistency")

        // An empty log with a root: first of all it is asked whose it is.
        let root = Base64.encode(Digest(ofText: "x").bytes)
        func nothing(_ signer: HostLog) throws -> [UInt8] {
            try Array("old 60\n\n".utf8)
                + signer.signed("\(signer.origin)\n0\n\(root)\n").bytes
        }
        try refused(try nothing(other), 404, "custody.cosign.unknown-log")
        try refused(try nothing(forged), 403, "custody.note.unsigned")
        try refused(try nothing(log), 400, "custody.cosign.request")

        #expect(try cosigner.stored() == last)
        for (metric, value) in [
            ("cosigned_total", 4), ("refused_malformed_total", 8), ("refused_unsigned_total", 3),
            ("refused_unknown_log_total", 2), ("refused_conflict_total", 4), ("refused_unproven_total", 3),
            ("kept_split_views", 1), ("kept_unproven", 2), ("kept_smaller", 1), ("not_kept_total", 0),
            ("failed_total", 0),
        ] { #expect(try cosigner.metric("saksi_cosigner_" + metric) == value, "\(metric)") }
        #expect(cosigner.log.contains("signed two different trees of 60 entries: it shows two views of itself"))

        // Still there, and said again, after the next start.
        cosigner.end(SIGTERM)
        try cosigner.start()
        #expect(cosigner.log.contains("it shows two views of itself"))
        #expect(try cosigner.metric("saksi_cosigner_kept_split_views") == 1)
        let page = try Tool.run("curl", ["-sS", cosigner.operations + "/contradictions"]).output
        #expect(page.hasPrefix(#"[{"cosignedSize":60,"file":"misconduct/"#) && page.contains(#""kind":"split-view""#))
        #expect(try cosigner.add(try log.request(60, 64)).status == 200)
    }

    private func logKey(_ cosigner: RunningCosigner) throws -> VerifierKey {
        try cosigner.verifier("pki/kh/node-phnom-penh-log.key")
    }

    @Test("Only nodes ask; members, cosigners and strangers are refused, and learn nothing")
    func callers() throws {
        let cosigner = try RunningCosigner()
        try cosigner.start()
        let log = try CosigningSample.log(in: cosigner.workspace)
        let request = try log.request(0, 5)
        for (identity, code) in [
            ("kh/ahtjpp-0101", "exchange.caller.not-a-node"), ("th/dsi-0201", "exchange.caller.not-a-node"),
            ("kh/cosigner-phnom-penh-tls", "trust.identity.kind"),
            ("kh/node-phnom-penh-events", "trust.certificate.usage"),
        ] {
            let answer = try cosigner.add(request, as: identity)
            #expect(try answer.status == 403 && answer.problem.code == code, "\(identity): \(answer.text)")
        }
        let nobody = try Tool.run(
            "curl", ["-sS", "-k", "--data-binary", "x", cosigner.address + RunningCosigner.path])
        #expect(nobody.output.contains("gateway.certificate.missing"))
        #expect(try cosigner.stored() == nil)
        // Whoever carries it: the signature of the log counts.
        #expect(try cosigner.add(request, as: "vn/node-ha-noi-tls").status == 200)
        // And there is nothing else here.
        let elsewhere = try cosigner.caller().send("GET", "/v1/node")
        #expect(elsewhere.status == 404)
    }

    @Test("A configuration that does not fit ends the start with its reason")
    func configuration() throws {
        let cosigner = try RunningCosigner()
        #expect(try cosigner.begin().status == 0)
        let text = String(decoding: try cosigner.workspace.read("configuration.yaml"), as: UTF8.self)
        for (place, instead, code, status) in [
            ("saksi-cosigner/1", "saksi-node/1", "vocabulary.yaml", 2),
            ("identity: th/cosigner/bangkok", "identity: th/node/bangkok", "vocabulary.yaml", 2),
            ("logs: [", "log: [", "vocabulary.yaml", 2),
            ("th/cosigner-bangkok.key", "kh/cosigner-phnom-penh.key", "exchange.cosigner.key", 6),
            ("th/cosigner-bangkok-tls.pem", "th/node-bangkok-tls.pem", "node.identity", 6),
            ("[KH-TH", "[saksi/th/bangkok/KH-TH", "exchange.cosigner.own-log", 2),
            ("th/cosigner-bangkok.key", "th/missing.key", "node.configuration-file", 2),
        ] as [(String, String, String, Int32)] {
            try cosigner.workspace.write(text.replacingOccurrences(of: place, with: instead), to: "wrong.yaml")
            let outcome = try Tool.run(
                RunningExchange.programs + "/saksid", ["cosigner", "--config", "wrong.yaml"],
                in: cosigner.workspace.path)
            #expect(
                outcome.status == status && outcome.errors.contains("[\(code)]"), "\(instead): \(outcome.everything)")
        }
        try cosigner.start()
        let second = try Tool.run(
            RunningExchange.programs + "/saksid", ["cosigner", "--config", "configuration.yaml"],
            in: cosigner.workspace.path)
        #expect(second.status == 7 && second.errors.contains("[storage.folder-in-use]"))
    }

    @Test(
        "It does not start where nothing was begun, with the folder of another key, or after the folder was begun twice"
    )
    func beginning() throws {
        func start(_ cosigner: RunningCosigner, _ arguments: String...) throws -> Tool.Outcome {
            try Tool.run(RunningExchange.programs + "/saksid", arguments, in: cosigner.workspace.path)
        }
        for command in ["cosigner", "serve"] {
            let cosigner = try RunningCosigner(command)
            let folder = command == "serve" ? "data/cosigner" : "data"
            // As with a disk that is not mounted.
            let missing = try start(cosigner, command, "--config", "configuration.yaml")
            #expect(
                missing.status == 7 && missing.errors.contains("[storage.cosigner-not-begun]"), "\(missing.everything)")
            #expect(missing.errors.contains("saksid cosigner --begin --config FILE"))
            #expect(!FileManager.default.fileExists(atPath: cosigner.workspace(folder)))

            let begun = try cosigner.begin()
            #expect(
                begun.status == 0 && begun.output.contains("never begin with this key again"), "\(begun.everything)")
            let marker = String(decoding: try cosigner.workspace.read(folder + "/cosigner.json"), as: UTF8.self)
            let key = try cosigner.verifier(
                command == "serve" ? "pki/kh/cosigner-phnom-penh.key" : "pki/th/cosigner-bangkok.key")
            #expect(marker == #"{"format":"saksi-cosigner-folder/1","key":"\#(key.text)"}"#)
            let again = try cosigner.begin()
            #expect(again.status == 2 && again.errors.contains("[storage.cosigner-begun]"))

            try cosigner.workspace.write(
                marker.replacing(key.hexadecimalID, with: "00000000"), to: folder + "/cosigner.json")
            let other = try start(cosigner, command, "--config", "configuration.yaml")
            #expect(other.status == 7 && other.errors.contains("[storage.cosigner-other-key]"), "\(other.everything)")
            try cosigner.workspace.write(marker, to: folder + "/cosigner.json")
            try cosigner.start()
        }
        // A key that the trust list does not give begins nothing, and neither does a node that does not cosign.
        let cosigner = try RunningCosigner()
        let text = String(decoding: try cosigner.workspace.read("configuration.yaml"), as: UTF8.self)
        try cosigner.workspace.write(
            text.replacing("th/cosigner-bangkok.key", with: "kh/cosigner-phnom-penh.key"), to: "configuration.yaml")
        #expect(try cosigner.begin().errors.contains("[exchange.cosigner.key]"))
        try cosigner.workspace.write(SampleFiles.nodeConfiguration(data: "data"), to: "configuration.yaml")
        let node = try cosigner.begin()
        #expect(node.status == 2 && node.errors.contains("[vocabulary.yaml]"), "\(node.everything)")
        #expect(!FileManager.default.fileExists(atPath: cosigner.workspace("data")))
    }

    @Test("A node cosigns for others beside its own work, and other nodes reach nothing else of it")
    func node() throws {
        let cosigner = try RunningCosigner("serve")
        try cosigner.start()
        let origin = "saksi/th/bangkok/\(CosigningSample.agreement)"
        let log = try HostLog(
            origin, key: try cosigner.workspace.read("pki/th/node-bangkok-log.key"), entries: 30, forks: [7])
        let caller = "th/node-bangkok-tls"
        #expect(try cosigner.add(try log.request(0, 5), as: caller).status == 200)
        #expect(try cosigner.add(try log.request(5, 20), as: caller).status == 200)
        let conflict = try cosigner.add(try log.request(5, 9), as: caller)
        #expect(conflict.status == 409 && conflict.body == Array("20\n".utf8))
        #expect(try cosigner.add(try log.request(20, 20, 1), as: caller).status == 422)
        #expect(
            try cosigner.stored(origin)?.signatures(by: cosigner.verifier("pki/kh/cosigner-phnom-penh.key")).count == 1)
        // Its own log it does not cosign.
        #expect(
            try cosigner.add(try CosigningSample.log(in: cosigner.workspace).request(0, 3), as: caller).status == 404)
        #expect(try cosigner.metric("saksi_cosigner_cosigned_total") == 2)
        #expect(try cosigner.metric("saksi_cosigner_kept_split_views") == 1)
        #expect(try cosigner.metric("saksi_agreements") == 0)

        #expect(try cosigner.caller("kh/ahtjpp-0101").send("GET", "/v1/node").status == 200)
        let id = String(repeating: "a", count: 32)
        for (method, path) in Self.routes(id) {
            let answer = try cosigner.caller(caller).send(method, path, body: method == "GET" ? nil : [])
            #expect(
                try answer.status == 403 && answer.problem.code == "exchange.caller.not-a-member",
                "\(method) \(path): \(answer.status) \(answer.text)")
        }
    }

    /// Every route of a node that is for members.
    private static func routes(_ id: String) -> [(method: String, path: String)] {
        let agreement = "/v1/agreements/\(CosigningSample.agreement)"
        let bundle = "\(agreement)/bundles/\(id)"
        return [
            ("GET", "/v1/node"), ("POST", agreement + "/proposals"), ("POST", agreement + "/uploads"),
            ("PATCH", "/v1/uploads/\(id)"), ("DELETE", "/v1/uploads/\(id)"), ("POST", "/v1/uploads/\(id)/submission"),
            ("GET", agreement + "/bundles"), ("GET", bundle), ("GET", bundle + "/exhibits"),
            ("GET", bundle + "/receipt"),
            ("POST", bundle + "/decide"), ("POST", bundle + "/releases"), ("GET", "/v1/releases/\(id)/content"),
            ("POST", "/v1/releases/\(id)/receipt"), ("GET", bundle + "/custody"), ("POST", agreement + "/activation"),
            ("POST", agreement + "/events"), ("GET", agreement + "/approvals"), ("POST", agreement + "/approvals"),
            ("GET", agreement + "/consents"), ("POST", agreement + "/consents"), ("GET", agreement + "/overrides"),
            ("POST", agreement + "/overrides"), ("GET", agreement + "/court-orders"),
            ("POST", agreement + "/court-orders"), ("GET", agreement + "/hearings"),
            ("GET", agreement + "/log/checkpoint"), ("GET", agreement + "/log/tile/0/000"),
            ("GET", agreement + "/log/tile/entries/000"),
        ]
    }
}
