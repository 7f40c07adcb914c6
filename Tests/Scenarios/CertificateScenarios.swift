import Foundation
import TestKit
import Testing

/// The certificate of custody as a court gets it.
@Suite("A certificate of custody", .timeLimit(.minutes(10)))
struct CertificateScenarios {
    private let desk: CertificateDesk

    init() throws { desk = try CertificateDesk.shared.get() }

    private var saksi: RunningExchange { desk.exchange }

    @Test("It tells who had the bundle, in order, under which clause, and what was checked")
    func text() throws {
        let text = try desk.text("\(CertificateDesk.first)/certificate.txt")
        // A notice has a line beside it.
        let words = text.split(whereSeparator: \.isWhitespace).filter { $0 != "|" }.joined(separator: " ")
        var rest = words[...]
        let sentences = [
            "CERTIFICATE OF CUSTODY", "Whether it is admissible is for the court to say.",
            "Bundle of evidence: \(desk.bundle)", "Case: \(RunningExchange.caseNumber)",
            "1. ", "kh/ahtjpp/0101 submitted it to kh/node/phnom-penh.",
            "2. ", "kh/node/phnom-penh accepted it from kh/ahtjpp/0101.", "Under clause", "In answer to no. 1.",
            "3. ", "th/dsi/0201 asked kh/node/phnom-penh for its release.", "Purpose: immigration.",
            "4. ", "kh/node/phnom-penh refused a request of th/dsi/0201.",
            "Because of clause 7(4) of \(RunningExchange.agreement)", "In answer to no. 3.",
            "5. ", "th/dsi/0201 asked kh/node/phnom-penh for its release.", "Purpose: trial.",
            "6. ", "kh/node/phnom-penh released it to th/dsi/0201.", "The whole bundle.", "Under clause",
            "of \(RunningExchange.agreement)", "In answer to no. 5.",
            "7. ", "kh/node/phnom-penh sent it to th/dsi/0201.", "What no. 6 released.",
            "8. ", "th/dsi/0201 received it from kh/node/phnom-penh.",
            "In answer to no. 6.", "9. ", "th/dsi/0201 opened it.", "Exhibit 0001.",
            "10. ", "th/dsi/0201 produced it in court.", "Purpose: trial.", "For a court or authority of TH",
            "At the site TH-BKK-0001.", "A remark, whose words are not in the log",
            "What these clauses say", "Clause 7(4) of \(RunningExchange.agreement), version 1: “",
            "No cosigner of another party has signed this head.",
            "The agreement, version 1 as whoever made this paper has it, asks for cosigners of other parties: 1; missing: 1.",
            "By the word of whoever made this paper, a copy of the bundle was checked",
            "Steps that name this very file: no. 1, 2, 6, 7 and 8.", "What this paper does not say",
            "whoever made this paper can have left out any",
            "Statement of the person who answers for this", "they are equal.", "Signature:", "Stamp:",
        ]
        for sentence in sentences {
            let place = try #require(rest.range(of: sentence), "“\(sentence)” in: \(rest.prefix(1500))")
            rest = rest[place.upperBound...]
        }
        let read = try #require(words.range(of: "For the court's expert"))
        #expect(!words[..<read.lowerBound].contains("{"), "a gap in a sentence")
        let answer = try Answered(desk.answer)
        #expect(answer["steps"].number == 10)
        #expect(words.contains(answer["phone"].text))
        #expect(words.contains(answer["recordDigest"].text.dropFirst(7)))
        #expect(answer["signer"].text == "th/dsi/0201")
    }

    @Test("The printed page says the same as the plain one, holds no script, and fetches nothing")
    func page() throws {
        let html = try desk.text("\(CertificateDesk.first)/certificate.html")
        let shown = html.replacing(/<style>(.|\n)*<\/style>/, with: "").replacing("<wbr>", with: "").replacing(
            /<[^>]*>/, with: " "
        )
        .replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&amp;", with: "&")
        let printed = Set(shown.split(whereSeparator: \.isWhitespace))
        let plain = try desk.text("\(CertificateDesk.first)/certificate.txt")
        for word in plain.split(whereSeparator: \.isWhitespace) where word.contains(where: \.isLetter) {
            let bare = word.trimmingCharacters(in: .punctuationCharacters)
            #expect(
                printed.contains(word) || shown.localizedCaseInsensitiveContains(bare)
                    || html.contains("aria-label=\"\(bare)\""), "“\(word)” is not on the page")
        }
        for forbidden in ["<script", "javascript:", "http://", "https://", "url(", "@import", " src=", " href="] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
        let outcome = try Tool.run(
            "python3", ["-c", Self.wellFormed, saksi.workspace("\(CertificateDesk.first)/certificate.html")])
        #expect(outcome.status == 0, "\(outcome.everything)")
    }

    /// Every element that was opened is closed, in order.
    private static let wellFormed = """
        import sys, html.parser
        class P(html.parser.HTMLParser):
            open = []
            def handle_starttag(self, tag, attrs):
                if tag not in ('meta', 'br', 'wbr', 'path'): self.open.append(tag)
            def handle_startendtag(self, tag, attrs): pass
            def handle_endtag(self, tag):
                assert self.open and self.open.pop() == tag, (tag, self.getpos())
        p = P(); p.feed(open(sys.argv[1]).read()); p.close(); assert not p.open, p.open
        """

    @Test(
        "Nothing in the folder names a file or an address, within base64 neither; that certificates may hold a name the page says"
    )
    func names() throws {
        var decoded = 0
        for (path, bytes) in try desk.folder(CertificateDesk.first) {
            let text = String(decoding: bytes, as: UTF8.self)
            // Certificates, lists, signatures and envelopes, and what lies in base64 within these.
            var layers = [text]
            for _ in 0..<2 {
                layers += layers.flatMap { layer in
                    layer.replacing(/([A-Za-z0-9+\/=])\n(?=[A-Za-z0-9+\/=])/) { "\($0.1)" }
                        .matches(of: /[A-Za-z0-9+\/]{40,}={0,2}/).compactMap { Data(base64Encoded: String($0.output)) }
                        .map { String(decoding: $0, as: UTF8.self) }
                }
            }
            decoded += layers.count - 1
            for layer in layers {
                for word in [
                    "complaint.txt", "gate-of-the-factory", "case.asice", "got.asice", CertificateDesk.note,
                    saksi.workspace.path, "127.0.0.1",
                ] {
                    #expect(!layer.contains(word), "\(path) holds “\(word)”")
                    #expect(!path.contains(word))
                }
            }
            // What the state writes of its officer into a certificate is there: here an office and a number.
            if path.hasPrefix("certificates/"), layers.contains(where: { $0.contains("saksi://th/dsi/0201") }) {
                #expect(layers.contains { $0.contains("TH dsi") }, "\(path)")
            }
        }
        #expect(decoded > 30)
        #expect(
            try desk.text("\(CertificateDesk.first)/certificate.txt").split(whereSeparator: \.isWhitespace).joined(
                separator: " "
            ).contains("they stand only where a state writes them into a certificate"))
    }

    @Test("The QR code of the page is read by a program that we did not write, and names bundle and digest only")
    func code() throws {
        let html = try desk.text("\(CertificateDesk.first)/certificate.html")
        let drawing = try #require(html.firstMatch(of: /viewBox="0 0 (\d+) \d+".*<path d="([^"]+)"/))
        let side = try #require(Int(drawing.1))
        var dark = Set<Int>()
        for run in drawing.2.matches(of: /M(\d+) (\d+)h(\d+)v1h-\d+z/) {
            let numbers = try [run.1, run.2, run.3].map { try #require(Int($0)) }
            for column in numbers[0]..<numbers[0] + numbers[2] { dark.insert(numbers[1] * side + column) }
        }
        let rows = (0..<side * 4).map { row in
            (0..<side * 4).map { dark.contains(row / 4 * side + $0 / 4) ? "1" : "0" }.joined(separator: " ")
        }
        let workspace = try Workspace()
        try workspace.write("P1\n\(side * 4) \(side * 4)\n\(rows.joined(separator: "\n"))\n", to: "code.pbm")
        let read = try Tool.run("zbarimg", ["--raw", "-q", "code.pbm"], in: workspace.path)
        let digest = try Answered(desk.answer)["digest"].text.dropFirst(7).uppercased()
        #expect(read.output == "SAKSI:\(desk.bundle.uppercased()):\(digest)\n", "\(read.everything)")
    }

    @Test("It verifies from its files alone, with a copy and with the digits that were heard")
    func verifies() throws {
        let digits = try Answered(desk.answer)["phone"].text
        let outcome = try saksi.saksi(
            "custody", "verify", CertificateDesk.first, "--copy", "case.asice", "--digits", digits, "--json",
            as: .investigator)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let checks = try Answered(outcome)["checks"].list
        #expect(
            checks.filter { $0["outcome"].text == "passed" }.map(\.["name"].text) == [
                "files", "signature", "custody.json", "trust list", "checkpoint", "steps", "pages", "clauses", "digits",
                "copy",
            ], "\(outcome.everything)")
        let open = try #require(checks.first { $0["outcome"].text != "passed" })
        #expect(open["name"].text == "cosigners" && open["outcome"].text == "not-checked", "\(outcome.everything)")
        #expect(open["message"].text.contains("asks for 1 of other parties, and 1 must still sign"))
        let shown = try saksi.saksi("custody", "verify", CertificateDesk.first, as: .prosecutor)
        #expect(shown.status == 0 && shown.output.contains("Everything that was asked holds."), "\(shown.everything)")
    }

    @Test("Digits of another bundle, digits that were misheard and a copy of another bundle are told apart")
    func otherBundle() throws {
        func verify(_ arguments: String...) throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksi",
                ["custody", "verify", CertificateDesk.first, "--json"] + arguments + [
                    "--profile", RunningExchange.Person.prosecutor.profile,
                ], in: saksi.workspace.path, environment: RunningExchange.environment(saksi.workspace))
        }
        let plain = try desk.text("\(CertificateDesk.second)/certificate.txt")
        let lines = plain.split(separator: "\n").filter { $0.contains(/^ +\d{5} \d{5} \d{5}$/) }
        let digits = lines.joined(separator: " ")
        let others = try verify("--digits", digits)
        #expect(others.status == 1, "\(others.everything)")
        #expect(try Answered(others)["code"].text == "command.certificate.digits")
        var groups = digits.split(whereSeparator: \.isWhitespace)
        #expect(groups.count == 9)
        groups.swapAt(2, 5)
        let misheard = try verify("--digits", groups.joined(separator: " "))
        #expect(misheard.status == 2, "\(misheard.everything)")
        #expect(misheard.output.contains("misheard"))
        let copy = try verify("--copy", "more.asice")
        #expect(copy.status == 1, "\(copy.everything)")
        #expect(try Answered(copy)["code"].text == "command.certificate.copy")
    }

    @Test("Out of the files of one certificate another is made, with no network, for another reader, and verifies")
    func again() throws {
        let made = try saksi.saksi(
            "custody", "certificate", "--from", CertificateDesk.first, "--out", "again", "--beside", "th", "--json",
            as: .prosecutor)
        #expect(made.status == 0, "\(made.everything)")
        #expect(try Answered(made)["signer"].text == "kh/prosecutor/0001")
        #expect(try Answered(made)["digest"].text == Answered(desk.answer)["digest"].text)
        let html = try desk.text("again/certificate.html")
        #expect(html.contains("lang=\"th\"") && html.contains("Space for a translation"))
        let checked = try saksi.saksi("custody", "verify", "again", "--json", as: .leader)
        #expect(checked.status == 0, "\(checked.everything)")

        let twice = try saksi.saksi(
            "custody", "certificate", "--from", CertificateDesk.first, "--out", "again", "--json", as: .prosecutor)
        #expect(twice.status == 2)
        #expect(try Answered(twice)["code"].text == "command.output.exists")
        let khmer = try saksi.saksi(
            "custody", "certificate", "--from", CertificateDesk.first, "--out", "km", "--language", "km", "--json",
            as: .prosecutor)
        #expect(try Answered(khmer)["code"].text == "command.certificate.language")
        let neither = try saksi.saksi("custody", "certificate", desk.bundle, "--json", as: .prosecutor)
        #expect(neither.status == 2)
        let none = try saksi.saksi("custody", "verify", "pki", "--json", as: .prosecutor)
        #expect(try Answered(none)["code"].text == "command.certificate.folder")
    }

    @Test("The lines for the court's expert work as they are printed, and notice what was changed")
    func expert() throws {
        let workspace = try desk.copied()
        let text = try desk.text("\(CertificateDesk.first)/certificate.txt")
        let part = try #require(text.range(of: "For the court's expert"))
        let lines = text[part.upperBound...].split(separator: "\n").filter { $0.hasPrefix("    ") }
        #expect(lines.count > 40)
        try workspace.write(lines.joined(separator: "\n") + "\n", to: "lines.sh")
        let roots = ["kh", "th", "vn"].map { saksi.workspace("pki/\($0)/root.pem") }
        try workspace.write(
            try roots.flatMap { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }, to: "roots.pem")
        func run() throws -> String {
            try Tool.run(
                "bash", ["../lines.sh"], in: workspace("folder"),
                environment: ["ROOTS": workspace("roots.pem"), "COPY": saksi.workspace("got.asice")]
            ).everything
        }
        let said = try run()
        let steps = try Answered(desk.answer)["steps"].number
        func count(_ words: String) -> Int { said.components(separatedBy: words).count - 1 }
        #expect(count("Verified OK") == steps, "\(said)")
        #expect(count("stands in the log") == steps, "\(said)")
        let certificates = try FileManager.default.contentsOfDirectory(atPath: workspace("folder/certificates")).count
        // The list of files names each certificate too.
        #expect(count(".pem: OK") == steps + certificates, "\(said)")
        #expect(
            said.contains("CAdES Verification successful") && said.contains("Signature Verified Successfully"),
            "\(said)")
        #expect(said.contains("saksi://th/dsi/0201: Verified OK"), "\(said)")
        for wrong in ["WRONG", "MISSING", "NOT ON", "NOT IN", "FAILED", "ailure", "rror"] {
            #expect(!said.contains(wrong), "\(said)")
        }
        let answer = try Answered(desk.answer)
        for digest in [answer["digest"].text, answer["recordDigest"].text] {
            #expect(said.contains(digest.dropFirst(7)), "\(said)")
        }
        // A page that says something else than the steps, with everything made to fit.
        let forged = try desk.unsigned { json, _ in
            CertificateDesk.change(&json, 5) { $0["actor"] = "kh/node/siem-reap" }
        }
        try workspace.write(try #require(forged["custody.json"]), to: "folder/custody.json")
        let other = try run()
        #expect(other.components(separatedBy: "NOT ON THE PAPER").count == 2, "\(other)")
        let short = try desk.unsigned { json, files in CertificateDesk.leaveOut(5, &json, &files) }
        try workspace.write(try #require(short["custody.json"]), to: "folder/custody.json")
        #expect(try run().contains("A STEP IS MISSING"))
        let record = try desk.folder(CertificateDesk.first)["custody.json"]
        try workspace.write(try #require(record), to: "folder/custody.json")
        // One character of one proof, and one of the head.
        let name = try #require(
            FileManager.default.contentsOfDirectory(atPath: workspace("folder/steps")).sorted().dropFirst(3).first)
        var proof = try workspace.read("folder/steps/\(name)")
        let hash = try #require(String(decoding: proof, as: UTF8.self).split(separator: "\n").dropFirst(3).first)
        let at = try #require(String(decoding: proof, as: UTF8.self).range(of: hash)?.lowerBound)
        let offset = String(decoding: proof, as: UTF8.self).utf8.distance(
            from: String(decoding: proof, as: UTF8.self).startIndex, to: at)
        proof[offset + 5] = proof[offset + 5] == 0x41 ? 0x42 : 0x41
        try workspace.write(proof, to: "folder/steps/\(name)")
        let changed = try run()
        #expect(
            changed.contains("steps/\(name): NOT IN THE LOG") && changed.contains("steps/\(name): FAILED"), "\(changed)"
        )
    }
}
