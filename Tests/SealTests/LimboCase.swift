import Foundation
import TestKit

/// One case of x509-limbo (C2SP), as its JSON has it.
struct LimboCase: Decodable, Sendable, CustomStringConvertible {
    let id: String
    let expectedResult: String
    let validationKind: String
    let validationTime: String?
    let trustedCerts: [String]
    let untrustedIntermediates: [String]
    let peerCertificate: String
    let expectedPeerName: Name?
    let expectedPeerNames: [Name]
    let extendedKeyUsage: [String]
    let maxChainDepth: Int?
    let crls: [String]

    struct Name: Decodable, Sendable {
        let kind: String
        let value: String
    }

    private struct Suite: Decodable {
        let testcases: [LimboCase]
    }

    var isAccepting: Bool { expectedResult == "SUCCESS" }
    var description: String { id }

    /// Every case in the folder of vectors; none if there is no folder.
    static let all: [LimboCase] = {
        let files = Vectors.files(in: "x509-limbo", suffix: ".json")
        return files.flatMap { file -> [LimboCase] in
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: "\(Vectors.root)/x509-limbo/\(file)")) else {
                return []
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return (try? decoder.decode(Suite.self, from: data).testcases) ?? []
        }
    }()
}
