import Custody
import Foundation
import Seal
import TestKit
import Vocabulary

@testable import Exchange

extension NodeKeys {
    /// Those of the node of Phnom Penh, from the demonstration certificates in `pki`.
    init(in workspace: Workspace) throws {
        let key = String(decoding: try workspace.read("pki/kh/node-phnom-penh-log.key"), as: UTF8.self)
        self.init(
            events: try Credential(pem: try workspace.read("pki/kh/node-phnom-penh-events.pem"), passphrase: nil),
            log: try SignerKey(parsing: Secret(key.trimmingCharacters(in: .newlines))))
    }
}
