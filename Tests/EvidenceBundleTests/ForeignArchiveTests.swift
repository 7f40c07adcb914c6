import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Foreign archives")
struct ForeignArchiveTests {
    /// Packs a folder that holds one archive, made by a script of Python.
    private func pack(
        _ script: String, _ name: String = "a.zip", limits: ArchiveLimits = ArchiveLimits()
    ) async throws -> [ExhibitRecord] {
        let bench = try Bench()
        try FileManager.default.createDirectory(atPath: bench("folder"), withIntermediateDirectories: false)
        let made = try Tool.run(
            "python3", ["-c", "import zipfile,tarfile,io,sys\nout=sys.argv[1]\n" + script, bench("folder/\(name)")])
        #expect(made.status == 0, "\(made.errors)")
        var order = try bench.order(bench("folder"))
        order.expands = true
        order.archiveLimits = limits
        do {
            try await bench.packer().pack(order, to: bench("bundle.asice"))
        } catch {
            #expect(try bench.leftovers(beside: ["pki", "folder"]) == [])
            throw error
        }
        return try await bench.verified().exhibits
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
            Hostile("a path with a backslash", "add('a\\\\b',data=b'1')", .archivePath),
            Hostile("a bidirectional name", "add('a\\u202egpj.exe',data=b'1')", .archivePath),
            Hostile("a symbolic link", "add('l',type=tarfile.SYMTYPE,linkname='/etc')", .archiveLink),
            Hostile(
                "a link and a file through it", "add('l',type=tarfile.SYMTYPE,linkname='/tmp')\nadd('l/x',data=b'1')",
                .archiveLink),
            Hostile("a hard link", "add('x',data=b'1')\nadd('l',type=tarfile.LNKTYPE,linkname='x')", .archiveLink),
            Hostile("a device", "add('d',type=tarfile.CHRTYPE)", .archiveSpecial),
            Hostile("a pipe", "add('d',type=tarfile.FIFOTYPE)", .archiveSpecial),
            Hostile("one name twice", "add('x',data=b'1')\nadd('X',data=b'1')", .archiveDuplicate),
            Hostile("too many files", "for n in range(9): add(str(n),data=b'1')", .archiveTooMany) { $0.count = 8 },
            Hostile("too many bytes", "add('x',data=b'1'*9000)", .archiveTooLarge) { $0.bytes = 8000 },
            Hostile("too many folders", "add('d/'*9+'x',data=b'1')", .archiveTooDeep) { $0.depth = 8 },
            Hostile("a long name", "add('n'*200,data=b'1')", .archiveLongName) { $0.nameLength = 100 },
            Hostile(
                "a bomb", "z=zipfile.ZipFile(out,'w',zipfile.ZIP_DEFLATED)\nz.writestr('x',b'0'*2000000)\nz.close()",
                .archiveRatio, name: "a.zip"
            ) { ($0.ratio, $0.ratioFrom) = (100, 1 << 20) },
            Hostile("no archive at all", "open(out,'wb').write(b'not an archive at all')", .archiveForm, name: "a.7z"),
        ]
    }

    @Test("A hostile archive is refused with its own code, and nothing is left behind", arguments: Hostile.all)
    func refused(_ hostile: Hostile) async throws {
        let failure = await #expect(throws: BundleError.self) {
            try await pack(hostile.script, hostile.name, limits: hostile.limits)
        }
        #expect(failure?.code == hostile.code, "\(failure?.reason ?? "")")
    }
}
