/// Packing and verifying, beside programs that do a part of the same work.
struct PackingRows {
    let ground: Ground
    let scale: Scale
    let data: SampleData

    private var saksi: String { get throws { try Installation.ours("saksi") } }

    // MARK: one large file

    func packLarge() throws -> Row {
        let file = try data.large("large", size: scale.largeFile)
        let result = try Rounds(count: scale.rounds).measure(
            ours: { try pack(ground("large"), as: "large.asice") },
            peer: {
                ground.forget("copy.bin")
                return try shell("cp \"$1\" \"$2\" && sync \"$2\"", file, ground("copy.bin"))
            })
        ground.forget("copy.bin")
        return Row(
            "pack-large", ours: result.ours, peer: result.peer,
            peerName: "cp and fsync, \(Installation.version("cp", ["--version"], ground))", unit: .seconds,
            peakMemory: result.peakMemory)
    }

    func verifyLarge() throws -> Row {
        let file = try data.large("large", size: scale.largeFile)
        if !ground.exists("large.asice") { _ = try pack(ground("large"), as: "large.asice") }
        let openssl = try Installation.tool("openssl")
        let result = try Rounds(count: scale.rounds).measure(
            ours: { try verify("large.asice") },
            peer: { try turn(openssl, ["dgst", "-sha256", file]) })
        return Row(
            "verify-large", ours: result.ours, peer: result.peer,
            peerName: "openssl dgst -sha256, \(Installation.version("openssl", ["version"], ground))", unit: .seconds,
            peakMemory: result.peakMemory)
    }

    // MARK: many small files

    func packSmall() throws -> Row {
        let folder = try data.small("small", count: scale.smallFiles, size: scale.smallFile)
        let archiver = try Installation.tool("7z")
        let result = try Rounds(count: scale.rounds).measure(
            ours: { try pack(ground("small"), as: "small.asice") },
            peer: {
                ground.forget("small.zip")
                return try shell(
                    """
                    cd "$1" && "$3" a -mx0 -tzip -bd -y "$2" . >/dev/null \
                        && find . -type f -print0 | xargs -0 -s 1000000 sha256sum >/dev/null
                    """, folder, ground("small.zip"), archiver)
            })
        ground.forget("small.zip")
        return Row(
            "pack-small", ours: result.ours, peer: result.peer,
            peerName: "7z a -mx0 -tzip, then sha256sum, \(Installation.version("7z", ["i"], ground)), "
                + Installation.version("sha256sum", ["--version"], ground),
            unit: .seconds, peakMemory: result.peakMemory)
    }

    func verifySmall() throws -> Row {
        let folder = try data.small("small", count: scale.smallFiles, size: scale.smallFile)
        if !ground.exists("small.asice") { _ = try pack(folder, as: "small.asice") }
        let result = try Rounds(count: scale.rounds).measure(
            ours: { try verify("small.asice") },
            peer: {
                try shell(
                    """
                    cd "$1" && find . -type f -print0 \
                        | xargs -0 -s 1000000 -n "$2" -P 2 openssl dgst -sha256 >/dev/null
                    """, folder, String(scale.smallFiles / 2))
            })
        return Row(
            "verify-small", ours: result.ours, peer: result.peer,
            peerName: "two openssl dgst sharing the files, \(Installation.version("openssl", ["version"], ground))",
            unit: .seconds, peakMemory: result.peakMemory)
    }

    // MARK: memory

    /// More than 4 GiB in one file: the peer is the limit that memory must stay below at any size.
    func memory() throws -> [Row] {
        let limit = 64e6
        _ = try data.large("huge", size: scale.hugeFile)
        ground.forget("huge.asice")
        let packed = try peakMemory(packing(ground("huge"), as: "huge.asice"))
        ground.forget("huge")
        let verified = try peakMemory(verifying("huge.asice"))
        ground.forget("huge.asice")
        return [("memory-pack-4gib", packed), ("memory-verify-4gib", verified)].map { row, peak in
            Row(row, ours: Double(peak), peer: limit, peerName: "limit of 64 MB", unit: .bytes, peakMemory: peak)
        }
    }

    /// Here a small program starts ours: the kernel charges a program with what its starter held, and this one holds
    /// nearly as much as is to be measured.
    private func peakMemory(_ arguments: [String]) throws -> Int {
        let script = """
            import os, sys
            number = os.fork()
            if number == 0:
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                os.execv(sys.argv[1], sys.argv[1:])
            _, status, usage = os.wait4(number, 0)
            print(usage.ru_maxrss * 1024)
            sys.exit(os.waitstatus_to_exitcode(status))
            """
        let outcome = try Child(
            program: try Installation.tool("python3"), arguments: ["-c", script, try saksi] + arguments, ground: ground
        ).run()
        return Int(try outcome.figures(1)[0])
    }

    // MARK: turns

    func pack(_ folder: String, as name: String) throws -> (figure: Double, peakMemory: Int) {
        ground.forget(name)
        return try turn(saksi, packing(folder, as: name))
    }

    private func packing(_ folder: String, as name: String) -> [String] {
        let described = ["category=document", "handling=none", "flags=none", "victim-identity=none"]
            .flatMap { ["--default", $0] }
        return ["pack", folder] + described + [
            "--agreement", Ground.agreement, "--case", Ground.caseNumber,
            "--identity", ground("pki/kh/ahtjpp-0101.pem"), "--agreements", ground("agreements"),
            "--out", ground(name), "--json",
        ]
    }

    private func verify(_ name: String) throws -> (figure: Double, peakMemory: Int) {
        try turn(saksi, verifying(name))
    }

    private func verifying(_ name: String) -> [String] {
        ["verify", ground(name), "--trust", ground("pki/trust.yaml"), "--json"]
    }

    private func turn(_ program: String, _ arguments: [String]) throws -> (figure: Double, peakMemory: Int) {
        let outcome = try Child(program: program, arguments: arguments, ground: ground).run()
        return (outcome.seconds, outcome.peakMemory)
    }

    private func shell(_ script: String, _ arguments: String...) throws -> (figure: Double, peakMemory: Int) {
        try turn("/bin/sh", ["-c", script, "sh"] + arguments)
    }
}
