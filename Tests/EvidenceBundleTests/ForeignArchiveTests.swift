import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Foreign archives")
struct ForeignArchiveTests {
    /// Packs a folder that holds one archive, made by a script of Python.
    private func packed(
        _ script: String, _ name: String = "a.zip", limits: ArchiveLimits = ArchiveLimits()
    ) async throws -> VerifiedBundle {
        let bench = try Bench()
        try FileManager.default.createDirectory(atPath: bench("folder"), withIntermediateDirectories: false)
        let made = try Tool.run(
            "python3", ["-c", "import zipfile,tarfile,io,sys\nout=sys.argv[1]\n" + script, bench("folder/\(name)")])
        #expect(made.status == 0, "\(made.errors)")
        var order = try bench.order(bench("folder"))
        order.expands = true
        order.archiveLimits = limits
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        return try await bench.verified()
    }

    private func pack(_ script: String, _ name: String = "a.zip") async throws -> [ExhibitRecord] {
        try await packed(script, name).exhibits
    }

    private static let tar = """
        t=tarfile.open(out,'w')
        def add(name,**k):
            i=tarfile.TarInfo(name); i.size=len(k.pop('data',b''))
            for a,b in k.items(): setattr(i,a,b)
            t.addfile(i,io.BytesIO(b'x'*i.size))

        """

    @Test(
        "What was in an archive becomes exhibits that are derived from it, and the archive stays",
        arguments: ["zip", "tar.gz"])
    func expands(_ kind: String) async throws {
        let script =
            kind == "zip"
            ? "z=zipfile.ZipFile(out,'w',zipfile.ZIP_DEFLATED)\nz.writestr('d/one.txt','one'*1000000)\nz.writestr('two.txt','two')\nz.close()"
            : "t=tarfile.open(out,'w:gz')\nfor n,d in (('./d/one.txt',b'one'*1000000),('two.txt',b'two')):\n  i=tarfile.TarInfo(n); i.size=len(d); t.addfile(i,io.BytesIO(d))\nt.close()"
        let exhibits = try await pack(script, "a.\(kind)")
        #expect(
            exhibits.map(\.path.text) == [
                "data/a.\(kind)", "data/a.\(kind).contents/d/one.txt", "data/a.\(kind).contents/two.txt",
            ])
        #expect(exhibits.map(\.derivedFrom?.value) == [nil, 1, 1])
        #expect(exhibits[1].size == 3_000_000)
        #expect(exhibits[2].sha256 == Digest(ofText: "two"))
    }

    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: String
        let code: ErrorCode
        var name = "a.tar"
        var limits = ArchiveLimits()

        init(
            _ description: String, _ script: String, _ code: ErrorCode, name: String = "a.tar",
            limits: @Sendable (inout ArchiveLimits) -> Void = { _ in }
        ) {
            testDescription = description
            self.script = name == "a.tar" ? tar + script + "\nt.close()" : script
            self.code = code
            self.name = name
            limits(&self.limits)
        }

        static let all = [
            Hostile("a path that leaves the folder", "add('../x',data=b'1')", .archivePath),
            Hostile("an absolute path", "add('/etc/x',data=b'1')", .archivePath),
            Hostile("a symbolic link", "add('l',type=tarfile.SYMTYPE,linkname='/etc')", .archiveLink),
            Hostile(
                "a link and a file through it", "add('l',type=tarfile.SYMTYPE,linkname='/tmp')\nadd('l/x',data=b'1')",
                .archiveLink),
            Hostile("a hard link", "add('x',data=b'1')\nadd('l',type=tarfile.LNKTYPE,linkname='x')", .archiveLink),
            Hostile("a device", "add('d',type=tarfile.CHRTYPE)", .archiveSpecial),
            Hostile("a pipe", "add('d',type=tarfile.FIFOTYPE)", .archiveSpecial),
            Hostile("too many files", "for n in range(9): add(str(n),data=b'1')", .archiveTooMany) { $0.count = 8 },
            Hostile("too many bytes", "add('x',data=b'1'*9000)", .archiveTooLarge) { $0.bytes = 8000 },
            Hostile("too many folders", "add('d/'*9+'x',data=b'1')", .archiveTooDeep) { $0.depth = 8 },
            Hostile("a long name", "add('n'*200,data=b'1')", .archiveLongName) { $0.nameLength = 100 },
            Hostile(
                "a bomb", "z=zipfile.ZipFile(out,'w',zipfile.ZIP_DEFLATED)\nz.writestr('x',b'0'*2000000)\nz.close()",
                .archiveRatio, name: "a.zip"
            ) { ($0.ratio, $0.ratioFrom) = (100, 1 << 20) },
            Hostile(
                "an encrypted file",
                "b=io.BytesIO()\nz=zipfile.ZipFile(b,'w')\nz.writestr('x','1')\nz.close()\nd=bytearray(b.getvalue())\n"
                    + "d[6]|=1\nd[d.index(b'PK\\x01\\x02')+8]|=1\nopen(out,'wb').write(d)",
                .archiveEncrypted, name: "a.zip"),
            Hostile("no archive at all", "open(out,'wb').write(b'not an archive at all')", .archiveForm, name: "a.7z"),
        ]
    }

    @Test(
        "A hostile or unreadable archive is kept as it is, never expanded, and why is recorded", arguments: Hostile.all)
    func kept(_ hostile: Hostile) async throws {
        let bundle = try await packed(hostile.script, hostile.name, limits: hostile.limits)
        #expect(bundle.exhibits.map(\.path.text) == ["data/\(hostile.name)"])
        let leftOut = try #require(bundle.record.leftOut?.first)
        #expect(leftOut.name == "\(hostile.name).contents/")
        #expect(leftOut.reason.contains("[\(hostile.code.name)]"), "\(leftOut.reason)")
    }

    @Test("Members with names that no system likes become exhibits, each under a name of its own")
    func names() async throws {
        let exhibits = try await pack(
            Self.tar
                + "for n in ('a%b','a_b','x','X','a\\\\b','g\\u202egpj.exe','con.txt','t. '): add(n,data=b'1')\nt.close()",
            "a.tar")
        #expect(
            exhibits.dropFirst().map { String($0.path.text.dropFirst("data/a.tar.contents/".count)) } == [
                "a_b", "a_b-2", "x", "X-2", "a_b-3", "g_gpj.exe", "con_.txt", "t__",
            ])
        #expect(exhibits[1].originalName == "a%b")
        #expect(exhibits[6].originalName == "g\u{202E}gpj.exe")
    }

    @Test("A compressed file that is no archive stays an exhibit, and no other program is started to open one")
    func compressed() async throws {
        let log = try await packed("import gzip\nopen(out,'wb').write(gzip.compress(b'log'))", "log.txt.gz")
        #expect(log.exhibits.count == 1)
        #expect(log.record.leftOut == nil)
        // lrzip and grzip are known to libarchive only by programs of those names.
        for magic in [#"LRZI\x00\x06"#, #"GRZipII\x00\x02\x04:)"#] {
            let bundle = try await packed("open(out,'wb').write(b'\(magic)'+bytes(200))", "a.tar.gz")
            #expect(bundle.record.leftOut?.first?.reason.contains("Can't initialize filter") == false)
            #expect(bundle.record.leftOut?.first?.reason.contains("[bundle.archive.form]") == true)
        }
    }

    @Test("An archive that changes while it is packed fails the pack")
    func changed() async throws {
        let bench = try Bench()
        try FileManager.default.createDirectory(atPath: bench("folder"), withIntermediateDirectories: false)
        let path = bench("folder/a.tar")
        try Tool.run(
            "python3",
            [
                "-c", "import tarfile,io,sys\nout=sys.argv[1]\n" + Self.tar + "add('x',data=b'1'*300000)\nt.close()",
                path,
            ])
        var order = try bench.order(bench("folder"))
        order.expands = true
        let failure = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(order, to: bench("bundle.asice")) { progress in
                guard progress.name == "x", let file = FileHandle(forWritingAtPath: path) else { return }
                file.seekToEndOfFile()
                file.write(Data([0]))
            }
        }
        #expect(failure?.code == .sourceChanged)
        #expect(try bench.leftovers(beside: ["pki", "folder"]) == [])
    }
}
