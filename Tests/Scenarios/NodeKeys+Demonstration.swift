import Custody
import Foundation
import Seal
import TestKit
import Vocabulary

@testable import Exchange

extension NodeKeys {
    /// Those of the node of Phnom Penh, from the demonstration certificates in `pki`; with a former log key if there is one.
    init(in workspace: Workspace) throws {
        func key(_ name: String) throws -> SignerKey {
            let text = String(decoding: try workspace.read("pki/kh/\(name).key"), as: UTF8.self)
            return try SignerKey(parsing: Secret(text.trimmingCharacters(in: .newlines)))
        }
        let hasFormer = FileManager.default.fileExists(atPath: workspace("pki/kh/\(Self.former).key"))
        self.init(
            events: try Credential(pem: try workspace.read("pki/kh/node-phnom-penh-events.pem"), passphrase: nil),
            log: try key("node-phnom-penh-log"), formerLog: hasFormer ? try key(Self.former) : nil)
    }

    private static let former = "node-phnom-penh-former-log"

    /// Makes a new log key, and lets the one that is there be the former one.
    static func replaceLog(in workspace: Workspace) throws {
        let (path, former) = (workspace("pki/kh/node-phnom-penh-log.key"), workspace("pki/kh/\(former).key"))
        try FileManager.default.moveItem(atPath: path, toPath: former)
        let key = try SignerKey(name: "saksi/kh/phnom-penh", algorithm: .ed25519, from: SystemRandomness())
        try workspace.write(Array(key.encoded.revealed.utf8), to: "pki/kh/node-phnom-penh-log.key")
    }
}
