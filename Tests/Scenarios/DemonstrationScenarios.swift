import Foundation
import TestKit
import Testing

/// `saksi demo`, as somebody runs it who sees it for the first time.
@Suite("The demonstration")
struct DemonstrationScenarios {
    private func demo(_ arguments: [String], _ workspace: Workspace) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksi",
            ["demo"] + arguments + ["--agreements", Tool.packageRoot + "/Agreements"], in: workspace.path,
            environment: RunningExchange.environment(workspace).merging(["TMPDIR": workspace.path]) { $1 })
    }

    @Test("It tells the whole way, and leaves nothing behind")
    func whole() throws {
        let workspace = try Workspace()
        let outcome = try demo([], workspace)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let landmarks = [
            "Who is who", "saksi certs mint --out pki", "all dates of those that end were moved",
            "saksi agreement sign", "saksid serve --config node.yaml", "saksi pack exhibits --sheet sheet.csv",
            "saksi submit exhibits.asice --receipt exhibits.receipt", "The receipt is verified.", "7(4)",
            "(exit status 3)",
            "Received the bundle as its packer signed it", "Received an extract of the bundle",
            "bundle.digest.mismatch", "(exit status 1)", "saksi testimony submit", "saksi testimony account",
            "steps are proved", "The certificate of custody is in custody",
            "unzip -q", "sha256sum -c manifest-sha256.txt", "data/gate.png: OK", "openssl cms -verify -cades",
            "CAdES Verification successful", "--receipt ../exhibits.receipt", "Everything that was asked holds.",
            "saksi custody verify ../custody", "Everything that was asked holds.", "The demonstration is complete",
        ]
        var rest = outcome.output[...]
        for landmark in landmarks {
            let place = rest.range(of: landmark)
            #expect(place != nil, "The story lacks, in its order: \(landmark)")
            if let place { rest = rest[place.upperBound...] }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.path).filter { $0 != "state" }.isEmpty)
    }

    @Test("It takes a folder of one's own, keeps everything if asked, and answers as JSON")
    func ownFolder() throws {
        let workspace = try Workspace()
        try workspace.write("ឯកសារ\n", to: "mine/one.txt")
        let outcome = try demo(["mine", "--keep", "kept", "--json"], workspace)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let answer = try Answered(outcome)
        #expect(answer["checks"].list.allSatisfy { $0["passed"].truth })
        #expect(answer["steps"].list.count == 11)
        #expect(FileManager.default.fileExists(atPath: workspace("kept/received.asice")))
        let again = try demo(["mine", "--keep", "kept", "--json"], workspace)
        #expect(again.status == 2)
        #expect(try Answered(again)["code"].text == "demo.folder")
    }

    @Test("The commands for the court find a bag whose files and list of digests were both replaced")
    func forgedBag() throws {
        let workspace = try Workspace()
        let outcome = try demo(["--keep", "kept", "--json"], workspace)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let bag = workspace("kept/court/bag")
        let commands = try Answered(outcome)["checks"].list.map(\.["command"].text).filter {
            !$0.hasPrefix("unzip") && !$0.hasPrefix("saksi")
        }
        /// As the demonstration showed them: those that name the bag run beside it, the others in it.
        func run() throws -> [Int32] {
            try commands.map { command in
                try Tool.run("sh", ["-c", command], in: command.contains("bag/") ? workspace("kept/court") : bag).status
            }
        }
        #expect(try run().allSatisfy { $0 == 0 })
        #expect(commands.count >= 4)
        let list = try String(contentsOfFile: bag + "/manifest-sha256.txt", encoding: .utf8)
        let name = try #require(list.split(separator: "\n").first { $0.contains("data/") }?.split(separator: " ").last)
        try Data("forged".utf8).write(to: URL(fileURLWithPath: "\(bag)/\(name)"))
        let forged = try Tool.run(
            "sh", ["-c", "sha256sum $(cut -d' ' -f3 manifest-sha256.txt) > m && mv m manifest-sha256.txt"], in: bag)
        #expect(forged.status == 0)
        #expect(try run().contains { $0 != 0 })
    }

    @Test("A reader that goes away leaves no node and no keys behind; a folder without files is wrong use")
    func brokenPipe() throws {
        let workspace = try Workspace()
        let environment = RunningExchange.environment(workspace).merging(["TMPDIR": workspace.path]) { $1 }
        let command =
            "'\(RunningExchange.programs)/saksi' demo --agreements '\(Tool.packageRoot)/Agreements' | head -40"
        let outcome = try Tool.run("bash", ["-c", command], in: workspace.path, environment: environment)
        #expect(outcome.output.split(separator: "\n", omittingEmptySubsequences: false).count >= 40)
        try wait(for: "the folder to go away") {
            try FileManager.default.contentsOfDirectory(atPath: workspace.path).allSatisfy {
                !$0.hasPrefix("saksi-demo")
            }
        }
        let running = try Tool.run("pgrep", ["-f", workspace.path])
        #expect(running.output.isEmpty)
        try FileManager.default.createDirectory(atPath: workspace("empty"), withIntermediateDirectories: true)
        let empty = try demo(["empty", "--json"], workspace)
        #expect(empty.status == 2)
        #expect(try Answered(empty)["code"].text == "demo.folder")
    }

    @Test("The sample chat export and picture are what their names say, to programs that are not ours")
    func samples() throws {
        let workspace = try Workspace()
        #expect(try demo(["--keep", "kept", "--json"], workspace).status == 0)
        let chat = workspace("kept/exhibits/chat-export.sqlite")
        let checked = try Tool.run("sqlite3", [chat, "pragma integrity_check; select count(*) from message;"])
        #expect(checked.output == "ok\n5\n")
        #expect(
            try Tool.run("file", [workspace("kept/exhibits/gate.png")]).output.contains("PNG image data, 240 x 160"))
    }
}
