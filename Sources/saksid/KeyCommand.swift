import ArgumentParser
import Custody
import Exchange
import Foundation
import Seal
import Vocabulary

/// `saksid key …`: makes note keys, and replaces the log key of a stopped node.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make, replace and show the keys of logs and cosigners.",
        subcommands: [KeyMake.self, KeyRotate.self, KeyLost.self, KeyShow.self])
}

struct KeyMake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make a key for a node's logs, or for a cosigner, in a new file.")

    @Argument(help: ArgumentHelp("Whose it is: saksi/kh/phnom-penh, or saksi/th/cosigner/bangkok.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("The file, which must not be there.", valueName: "file"))
    var file: String
    @Flag(help: "For a cosigner; else for the logs of a node.")
    var cosigner = false

    func run() async throws {
        await Ending.report {
            guard VerifierKey.isName(name) else {
                throw NodeError(
                    .nodeKeyFile, "“\(name.shownInMessage)” cannot be the name of a key.",
                    next: "Name whose it is, without blanks and “+”: saksi/kh/phnom-penh, or saksi/th/cosigner/bangkok."
                )
            }
            let key = try SignerKey(
                name: name, algorithm: cosigner ? .cosignature : .ed25519, from: SystemRandomness())
            try KeyFileWriting.write(Array(key.encoded.revealed.utf8), to: file)
            print("The key is in \(file), for its owner alone. Its other half, for the trust list:")
            print(key.verifier.text)
            fflush(nil)
        }
    }
}

struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Replace the log key as planned, in every log of the stopped node.",
        discussion: """
            The configuration names the new key as “log-key” and the one in force as “former-log-key”. Each log gets the \
            events that end the old key and bring the new one in, under a checkpoint of the old key. If it is stopped, run it again.
            """)

    @Option(help: "The node's configuration, a YAML file.")
    var config: String

    func run() async throws {
        await Ending.report {
            let start = NodeStart(try NodeConfiguration(loading: config))
            let (changed, report) = try await start.withKeys { node in
                (try await node.rotateLogKey(), try await node.keyReport())
            }
            KeyText.tell(changed)
            KeyText.tell(report)
        }
    }
}

struct KeyLost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lost", abstract: "Begin with a new log key where the old one is lost or was stolen.",
        discussion: """
            The configuration names the new key as “log-key”. Nothing that the old key signed before is lost; who stole it can sign \
            on, so the trust list has to say where it ends. With --trusted-to the old key counts by itself up to that size, and behind it only \
            with a cosigner of another party.
            """)

    @Option(help: "The node's configuration, a YAML file.")
    var config: String
    @Option(
        help: ArgumentHelp(
            "The last size of a log of which you are sure, as KH-TH-JIT-2026-01=41 or node=7; may be repeated.",
            valueName: "log=size"))
    var trustedTo: [String] = []

    func run() async throws {
        await Ending.report {
            let configuration = try NodeConfiguration(loading: config)
            let sizes = try sizes(of: configuration.node)
            let (changed, report) = try await NodeStart(configuration).withKeys { node in
                (try await node.replaceLostLogKey(trustedTo: sizes), try await node.keyReport())
            }
            KeyText.tell(changed)
            KeyText.tell(report)
        }
    }

    private func sizes(of node: Identity) throws -> [LogOrigin: Int] {
        var sizes: [LogOrigin: Int] = [:]
        for text in trustedTo {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let size = Int(parts[1]), size >= 0, String(size) == parts[1],
                let origin = try? LogOrigin(parsing: "saksi/\(node.party.lowercased)/\(node.name)/\(parts[0])"),
                sizes.updateValue(size, forKey: origin) == nil
            else {
                throw NodeError(
                    .nodeKeyFile, "“\(text)” is not a log and a size.",
                    next: "Write it as KH-TH-JIT-2026-01=41, each log once.")
            }
        }
        return sizes
    }
}

struct KeyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show which key signs for which sizes, and the lines for the trust list.",
        discussion: "The node must be stopped.")

    @Option(help: "The node's configuration, a YAML file.")
    var config: String
    @Option(help: ArgumentHelp("Write the proofs for the trust list below this folder.", valueName: "folder"))
    var proofs: String?

    func run() async throws {
        await Ending.report {
            let configuration = try NodeConfiguration(loading: config)
            let report = try await NodeStart(configuration).withKeys { try await $0.keyReport() }
            KeyText.tell(report, tls: try configuration.tls.credential().chain.leaf)
            guard let proofs else { return }
            for proof in report.proofFiles {
                let path = URL(fileURLWithPath: proofs).appendingPathComponent(proof.name)
                do {
                    try FileManager.default.createDirectory(
                        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try Data(proof.bytes).write(to: path, options: .atomic)
                } catch {
                    throw NodeError(
                        .nodeKeyFile, "The proof could not be written to “\(path.path)”.",
                        next: "Check the folder and its rights.")
                }
                print("Wrote \(path.path)")
            }
            fflush(nil)
        }
    }
}
