import Foundation
import TestKit

/// One case of x509-limbo (C2SP), as its JSON has it.
struct LimboCase: Decodable, Sendable, CustomStringConvertible {
    let id: String
    let expected_result: String
    let validation_kind: String
    let validation_time: String?
    let trusted_certs: [String]
    let untrusted_intermediates: [String]
    let peer_certificate: String
    let expected_peer_name: Name?
    let expected_peer_names: [Name]
    let extended_key_usage: [String]
    let max_chain_depth: Int?
    let crls: [String]

    struct Name: Decodable, Sendable {
        let kind: String
        let value: String
    }

    private struct Suite: Decodable {
        let testcases: [LimboCase]
    }

    var isAccepting: Bool { expected_result == "SUCCESS" }
    var description: String { id }

    /// Every case in the folder of vectors; none if there is no folder.
    static let all: [LimboCase] = {
        let files = Vectors.files(in: "x509-limbo", suffix: ".json")
        return files.flatMap { file -> [LimboCase] in
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: "\(Vectors.root)/x509-limbo/\(file)")) else {
                return []
            }
            return (try? JSONDecoder().decode(Suite.self, from: data).testcases) ?? []
        }
    }()
}
