import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("The sheet")
struct SheetTests {
    private static let head = "path,category,handling,flags,victim-identity"
    private static let row = ",photograph,H1 H2,confidential,indirect"

    private func pack(_ sheet: String, _ name: String = "sheet.csv", defaults: [String] = []) async throws
        -> [ExhibitRecord]
    {
        let bench = try Bench()
        try bench.workspace.write("1", to: "folder/a.txt")
        try bench.workspace.write("2", to: "folder/b.txt")
        var order = try bench.order(bench("folder"), defaults: defaults)
        order.sheet = try Sheet(reading: try bench.workspace.write(sheet, to: name))
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        return try await bench.verified().exhibits
    }

    @Test("CSV is read with comma or semicolon, with and without a mark, quotes and CR LF")
    func csv() async throws {
        for (mark, separator, end) in [("", ",", "\n"), ("\u{FEFF}", ";", "\r\n"), ("\u{FEFF}", "\t", "\r")] {
            let lines = [
                "Path,Category,Handling,Flags,Victim Identity,Description,collected-at",
                "a.txt,photograph,H1 H2,confidential,indirect,\"said \"\"no\"\"\ntwice\",2026-05-04T09:13:05+07:00",
                "b.txt,document,none,none,none,,",
            ].map { $0.split(separator: ",", omittingEmptySubsequences: false).joined(separator: separator) }
            let exhibits = try await pack(mark + lines.joined(separator: end) + end)
            #expect(exhibits[0].handling == [.h1, .h2])
            #expect(exhibits[0].flags == [.confidential])
            #expect(exhibits[0].victimIdentity == .indirect)
            #expect(exhibits[0].description == "said \"no\"\ntwice")
            #expect(exhibits[0].collected?.at?.text == "2026-05-04T09:13:05+07:00")
            #expect(exhibits[1].handling == [])
            #expect(exhibits[1].description == nil)
        }
    }

    @Test("YAML is read as a list of exhibits")
    func yaml() async throws {
        let exhibits = try await pack(
            """
            - path: a.txt
              category: photograph
              handling: [H1, H2]
              flags: []
              victim-identity: none
              elements: [recruitment, transport]
            - {path: b.txt, category: document, handling: none, flags: privileged, victim-identity: direct}
            """, "sheet.yaml")
        #expect(exhibits[0].handling == [.h1, .h2])
        #expect(exhibits[0].flags == [])
        #expect(exhibits[0].elements == ["recruitment", "transport"])
        #expect(exhibits[1].flags == [.privileged])
    }

    @Test("Headings may be Khmer, Thai or Vietnamese, and no two columns share one", arguments: [0, 1, 2])
    func languages(_ language: Int) async throws {
        let columns: [SheetColumn] = [.path, .category, .handling, .flags, .victimIdentity]
        let heading = columns.map { $0.heading(language: language) }.joined(separator: ",")
        let exhibits = try await pack("\(heading)\na.txt\(Self.row)\nb.txt\(Self.row)\n")
        #expect(exhibits.count == 2)
        let all = SheetColumn.allCases.map { $0.heading(language: language) }
        #expect(Set(all.map(SheetColumn.key)).count == all.count)
        for column in SheetColumn.allCases { #expect(SheetColumn.named(column.heading(language: language)) == column) }
    }

    @Test("A default fills what no row fills, and never what a row says")
    func defaults() async throws {
        let sheet = "path,category,flags\na.txt,photograph,\nb.txt,,privileged\n"
        let exhibits = try await pack(
            sheet, defaults: ["category=document", "handling=H0", "flags=none", "victim-identity=none"])
        #expect(exhibits.map(\.category) == [.photograph, .document])
        #expect(exhibits.map(\.flags) == [[], [.privileged]])
        #expect(exhibits.map(\.handling) == [[.h0], [.h0]])
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sheet: String
        let code: ErrorCode
        let mention: String

        init(_ name: String, _ sheet: String, _ code: ErrorCode, _ mention: String) {
            testDescription = name
            self.sheet = sheet
            self.code = code
            self.mention = mention
        }

        static let all = [
            Wrong("unknown column", "path,categry\na.txt,document\n", .sheetColumn, "categry"),
            Wrong("column twice", "path,path\na.txt,a.txt\n", .sheetDuplicate, "row 1"),
            Wrong("no path column", "category\ndocument\n", .sheetColumn, "path"),
            Wrong("unknown category", "\(head)\na.txt\(row)\nb.txt,letter,none,none,none\n", .sheetValue, "row 3"),
            Wrong("unknown handling", "\(head)\na.txt,document,H9,none,none\nb.txt\(row)\n", .sheetValue, "row 2"),
            Wrong(
                "row without a file", "\(head)\na.txt\(row)\nb.txt\(row)\nc.txt\(row)\n", .sheetRowWithoutFile, "row 4"),
            Wrong("file without a row", "\(head)\na.txt\(row)\n", .sheetFileWithoutRow, "b.txt"),
            Wrong("file described twice", "\(head)\na.txt\(row)\na.txt\(row)\nb.txt\(row)\n", .sheetDuplicate, "row 2"),
            Wrong(
                "empty cell that protects", "\(head)\na.txt\(row)\nb.txt,document,H0,,none\n", .sheetMissingValue,
                "row 3"),
            Wrong(
                "blank cell that protects", "\(head)\na.txt\(row)\nb.txt,document,\" \",none,none\n",
                .sheetMissingValue, "row 3"),
            Wrong(
                "separator alone", "\(head)\na.txt\(row)\nb.txt,document,+,none,none\n", .sheetMissingValue,
                "row 3"),
            Wrong(
                "material of child abuse", "\(head)\na.txt\(row)\nb.txt,photograph,H0,child-abuse-material,none\n",
                .sheetChildAbuseMaterial, "row 3"),
            Wrong(
                "no media type", "\(head),media-type\na.txt\(row),text/html\nb.txt\(row),\"text/html\r\nX-Evil: 1\"\n",
                .sheetValue, "row 3"),
            Wrong("too few cells", "\(head)\na.txt,document\nb.txt\(row)\n", .sheetForm, "row 2"),
            Wrong("open quote", "\(head)\na.txt\(row)\n\"b.txt\(row)\n", .sheetForm, "row 3"),
            Wrong("wrong size", "\(head),size\na.txt\(row),1\nb.txt\(row),77\n", .sheetValue, "row 3"),
            Wrong("number twice", "\(head),number\na.txt\(row),1\nb.txt\(row),1\n", .sheetDuplicate, "row 2"),
            Wrong("bad date", "\(head),collected-at\na.txt\(row),yesterday\nb.txt\(row),\n", .sheetValue, "row 2"),
            Wrong(
                "half a rendition", "\(head),rendition-of\na.txt\(row),2\nb.txt\(row),\n", .sheetMissingValue, "row 2"),
            Wrong("not UTF-8", "path\n\u{0}\n", .sheetForm, "UTF-8"),
            Wrong("empty", "", .sheetForm, "empty"),
        ]
    }

    @Test("What is wrong with a sheet is said with its row", arguments: Wrong.all)
    func wrong(_ wrong: Wrong) async throws {
        let failure = await #expect(throws: BundleError.self) { try await pack(wrong.sheet) }
        #expect(failure?.code == wrong.code)
        #expect(failure?.reason.contains(wrong.mention) == true, "\(failure?.reason ?? "")")
        #expect(failure?.code.exit == .usage)
    }

    @Test("Without a sheet, what protects is asked for and never guessed")
    func neverGuessed() async throws {
        let bench = try Bench()
        try bench.makeFolder()
        let order = try bench.order(bench("folder"), defaults: ["category=document"])
        let failure = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(order, to: bench("b.asice"))
        }
        #expect(failure?.code == .sheetMissingValue)
        for column in ["handling", "flags", "victim-identity"] {
            #expect(failure?.reason.contains("“\(column)”") == true)
            #expect(failure?.nextStep.contains("--default \(column)=") == true)
        }
    }

    @Test("What protects is not answered by blanks in YAML or by a lone separator in a default")
    func blanks() async throws {
        let other = "{path: b.txt, category: document, handling: none, flags: none, victim-identity: none}"
        for blank in ["[\" \"]", "\"\""] {
            let failure = await #expect(throws: BundleError.self) {
                try await pack(
                    "- {path: a.txt, category: document, handling: \(blank), flags: none, victim-identity: none}\n- \(other)\n",
                    "sheet.yaml")
            }
            #expect(failure?.code == .sheetMissingValue || failure?.code == .sheetForm, "\(blank)")
        }
        let failure = await #expect(throws: BundleError.self) {
            try await pack(
                "path\na.txt\nb.txt\n",
                defaults: ["category=document", "handling=none", "flags=|", "victim-identity=none"])
        }
        #expect(failure?.code == .sheetMissingValue)
    }

    @Test("Several faults are all reported")
    func several() async throws {
        let failure = await #expect(throws: BundleError.self) {
            try await pack("\(Self.head)\na.txt,letter,none,none,none\nb.txt,poem,none,none,none\n")
        }
        #expect(failure?.reason.contains("row 2") == true)
        #expect(failure?.reason.contains("row 3") == true)
    }

    @Test("Every wrong cell of a row is told, not only the first")
    func cells() async throws {
        let failure = await #expect(throws: BundleError.self) {
            try await pack(
                "\(Self.head),collected-at,number,size\na.txt,letter,H9,,maybe,yesterday,1,77\nb.txt\(Self.row),,2,\n")
        }
        let reason = failure?.reason ?? ""
        for mention in ["letter", "H9", "“flags”", "maybe", "yesterday", "77"] {
            #expect(reason.contains(mention), "\(mention): \(reason)")
        }
        #expect(reason.split(separator: "\n").allSatisfy { $0.hasPrefix("sheet.csv, row 2") })
    }

    @Test("A default with a wrong word is one error, and not one for each file")
    func wrongDefault() throws {
        for (text, code) in [
            ("category=letter", ErrorCode.sheetValue), ("handling=H9", .sheetValue), ("flags=|", .sheetMissingValue),
            ("collected-at=yesterday", .sheetValue), ("media-type=x", .sheetValue), ("derived-from=a", .sheetValue),
            ("flags=child-abuse-material", .sheetChildAbuseMaterial),
            ("description=\(String(repeating: "x", count: 9000))", .sheetValue),
        ] {
            var defaults = SheetDefaults()
            let failure = #expect(throws: BundleError.self) { try defaults.add(text) }
            #expect(failure?.code == code)
            #expect(failure?.reason.hasPrefix("--default") == true, "\(failure?.reason ?? "")")
        }
    }

    @Test("A wrong word for what protects is met with all of them, never with one that may protect less")
    func noSuggestion() async throws {
        for (cells, words) in [
            ("document,H9,none,none", "H0, H1, H2, H3"),
            ("document,none,privilege,none", "privileged, child-abuse-material, confidential"),
            ("document,none,none,indirekt", "none, indirect, direct"),
        ] {
            let failure = await #expect(throws: BundleError.self) {
                try await pack("\(Self.head)\na.txt,\(cells)\nb.txt\(Self.row)\n")
            }
            #expect(failure?.nextStep == "Use one of: \(words).")
        }
        let category = await #expect(throws: BundleError.self) {
            try await pack("\(Self.head)\na.txt,documnt,none,none,none\nb.txt\(Self.row)\n")
        }
        #expect(category?.nextStep == "Did you mean “document”?")
    }

    @Test("A default is a known column and a value")
    func malformedDefaults() throws {
        var defaults = SheetDefaults()
        try defaults.add("ប្រភេទភស្តុតាង=document")
        for (text, code) in [
            ("document", ErrorCode.sheetForm), ("category=", .sheetForm), ("handling= ", .sheetForm),
            ("colour=red", .sheetColumn),
            ("path=a", .sheetColumn), ("category=photograph", .sheetDuplicate),
        ] {
            #expect(#expect(throws: BundleError.self) { try defaults.add(text) }?.code == code)
        }
    }

    @Test("The template names every file and, filled in, packs")
    func template() async throws {
        let bench = try Bench()
        try bench.makeFolder()
        let template = String(decoding: try SheetTemplate.text(for: bench("folder")), as: UTF8.self)
        #expect(template.hasPrefix("\u{FEFF}number,path,"))
        var order = try bench.order(bench("folder"))
        order.sheet = try Sheet(reading: try bench.workspace.write(template, to: "folder/sheet.csv"))
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        #expect(try await bench.verified().exhibits.count == 3)
    }

    @Test("File names are no formulas in the template, and names that are not text can be described by it")
    func namesInTemplate() async throws {
        let bench = try Bench()
        for name in ["=cmd|'x'!A1", "+1", "-1", "@sum", "a;=b", "new\nline"] {
            try bench.workspace.write(name, to: "folder/\(name)")
        }
        let made = try Tool.run(
            "python3",
            ["-c", "import sys\nopen(sys.argv[1].encode()+b'/\\xff\\xfe.txt','w').write('1')", bench("folder")])
        #expect(made.status == 0)
        let template = String(decoding: try SheetTemplate.text(for: bench("folder")), as: UTF8.self)
        for line in template.split(separator: "\r\n").dropFirst() {
            let cell = try #require(line.split(separator: ",").dropFirst().first)
            #expect(
                cell.first == "." || cell.first == "n" || cell.hasPrefix("\"./") || cell.hasPrefix("\"a"), "\(cell)")
        }
        var order = try bench.order(bench("folder"))
        order.sheet = try Sheet(reading: try bench.workspace.write(template, to: "sheet.csv"))
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        let exhibits = try await bench.verified().exhibits
        #expect(exhibits.count == 7)
        #expect(exhibits.compactMap(\.originalNameBytes) == ["fffe2e747874"])
        #expect(exhibits.contains { $0.originalName == "=cmd|'x'!A1" })
    }
}
