import Custody
import Policy
import Vocabulary

/// A certificate for print: one file of HTML with everything in it, no script, and nothing from elsewhere.
struct PrintedPage {
    /// What stands beside the first language.
    enum Beside {
        case nothing
        /// The same pieces in a second language.
        case text([CertificateBlock], TextLanguage)
        /// Room for a translator, of whose language there are no sentences yet.
        case room(TextLanguage, note: String)
    }

    let language: TextLanguage
    let blocks: [CertificateBlock]
    let beside: Beside
    /// At the foot of each page.
    let foot: String

    private var title: String {
        for case .title(let title, _) in blocks { return title }
        return ""
    }

    var html: String {
        var lines = [
            "<!DOCTYPE html>", "<html lang=\"\(language.rawValue)\">", "<head>", "<meta charset=\"utf-8\">",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<meta name=\"viewport\" content=\"width=device-width\">", "<title>\(escape(title))</title>", "<style>",
            PageStyle.text(foot: foot), "</style>", "</head>", "<body>",
        ]
        for (place, block) in blocks.enumerated() { lines += element(block, place) }
        return (lines + ["</body>", "</html>", ""]).joined(separator: "\n")
    }

    // MARK: blocks

    private func element(_ block: CertificateBlock, _ place: Int) -> [String] {
        switch block {
        case .digest(let digest, let phone, let code, let phoneTitle, let phoneText, let codeTitle):
            return self.digest(digest, phone, code, place, (phoneTitle, phoneText, codeTitle))
        case .steps(let columns, let steps): return table(columns, steps, place)
        case .signing(let labels): return signing(labels, place)
        case .sheet: return ["<div class=\"sheet\"></div>"]
        case .lines(let lines):
            return ["<pre>" + lines.map(escape).joined(separator: "\n") + "</pre>"]
        default: return pair(flow(block), place)
        }
    }

    /// What flows, in both languages.
    private func pair(_ own: [String], _ place: Int) -> [String] {
        switch beside {
        case .nothing: return own
        case .text(let blocks, let language):
            return ["<div class=\"pair\">", "<div>"] + own
                + ["</div>", "<div lang=\"\(language.rawValue)\">"] + flow(blocks[place]) + ["</div>", "</div>"]
        case .room(let language, let note):
            // The first piece says what the room is for.
            let told = place == 0 ? "<p class=\"small\">\(escape(note))</p>" : ""
            return ["<div class=\"pair\">", "<div>"] + own
                + ["</div>", "<div class=\"room\" lang=\"\(language.rawValue)\">\(told)</div>", "</div>"]
        }
    }

    private func flow(_ block: CertificateBlock) -> [String] {
        switch block {
        case .title(let title, let under): ["<h1>\(escape(title))</h1>", "<p class=\"under\">\(escape(under))</p>"]
        case .notice(let text): ["<p class=\"notice\">\(escape(text))</p>"]
        case .heading(let text): ["<h2>\(escape(text))</h2>"]
        case .text(let text): ["<p>\(escape(text))</p>"]
        case .fields(let fields):
            ["<dl>"] + fields.map { "<dt>\(escape($0.name))</dt><dd>\(escape($0.value))</dd>" } + ["</dl>"]
        case .items(let items): ["<ul>"] + items.map { "<li>\(escape($0))</li>" } + ["</ul>"]
        case .numbered(let items): ["<ol>"] + items.map { "<li>\(escape($0))</li>" } + ["</ol>"]
        case .sheet, .digest, .steps, .signing, .lines: []
        }
    }

    // MARK: what stands once for both languages

    private func digest(
        _ digest: Digest, _ phone: PhoneDigits, _ code: String, _ place: Int,
        _ words: (phoneTitle: String, phoneText: String, codeTitle: String)
    ) -> [String] {
        var other: (phoneTitle: String, phoneText: String, codeTitle: String)?
        if case .text(let blocks, _) = beside,
            case .digest(_, _, _, let phoneTitle, let phoneText, let codeTitle) = blocks[place]
        {
            other = (phoneTitle, phoneText, codeTitle)
        }
        func both(_ own: String, _ other: String?) -> String {
            ([own] + (other.map { [$0] } ?? [])).map(escape).joined(separator: "<br>")
        }
        return ["<p class=\"digits\">" + digest.groupLines.joined(separator: "<br>") + "</p>", "<div class=\"aids\">"]
            + ["<div>", "<h3>\(both(words.phoneTitle, other?.phoneTitle))</h3>"]
            + ["<p class=\"phone\">" + phone.lines.joined(separator: "<br>") + "</p>"]
            + ["<p class=\"small\">\(both(words.phoneText, other?.phoneText))</p>", "</div>", "<figure>"]
            + drawing(code) + ["<figcaption>\(both(words.codeTitle, other?.codeTitle))</figcaption>", "</figure>"]
            + ["</div>"]
    }

    /// One path of dark runs, with the quiet zone of four modules around it.
    private func drawing(_ code: String) -> [String] {
        guard let qr = QRCode(code) else { return [] }
        let side = QRCode.side + 8
        let path = qr.runs.map { "M\($0.column + 4) \($0.row + 4)h\($0.length)v1h-\($0.length)z" }.joined()
        return [
            "<svg viewBox=\"0 0 \(side) \(side)\" role=\"img\" aria-label=\"\(escape(code))\">"
                + "<path d=\"\(path)\" shape-rendering=\"crispEdges\"/></svg>"
        ]
    }

    private func table(_ columns: [String], _ steps: [CertificateBlock.Step], _ place: Int) -> [String] {
        var others: [CertificateBlock.Step]?
        if case .text(let blocks, _) = beside, case .steps(_, let steps) = blocks[place] { others = steps }
        let isBoth = if case .nothing = beside { false } else { true }
        func cell(_ step: CertificateBlock.Step?) -> String {
            guard let step else { return "<td class=\"room\"></td>" }
            let details = step.details.map { "<li>\(escape($0))</li>" }.joined()
            return "<td><p>\(escape(step.sentence))</p>" + (details.isEmpty ? "" : "<ul>\(details)</ul>") + "</td>"
        }
        let kinds = ["number", "when", "what", "proof"]
        var lines = ["<table>", "<thead><tr>"]
        for (kind, column) in zip(kinds, columns) {
            lines.append("<th class=\"\(kind)\">\(escape(column))</th>")
            if kind == "what", isBoth { lines.append("<th></th>") }
        }
        lines += ["</tr></thead>", "<tbody>"]
        for (index, step) in steps.enumerated() {
            let when = step.when.split(separator: " ").map { escape(String($0)) }.joined(separator: "<br>")
            lines += ["<tr>", "<td>\(step.number)</td>", "<td class=\"when\">\(when)</td>", cell(step)]
            if isBoth { lines.append(cell(others?[index])) }
            let proof = step.proof.map(breakable).joined(separator: "<br>")
            lines += ["<td class=\"proof\">\(proof)</td>", "</tr>"]
        }
        return lines + ["</tbody>", "</table>"]
    }

    private func signing(_ labels: [String], _ place: Int) -> [String] {
        var others: [String]?
        if case .text(let blocks, _) = beside, case .signing(let labels) = blocks[place] { others = labels }
        let boxes = labels.indices.map { index in
            let label = escape(labels[index]) + (others.map { " / " + escape($0[index]) } ?? "")
            return "<div><span>\(label)</span></div>"
        }
        return ["<div class=\"signing\">"] + boxes + ["</div>"]
    }

    /// An id of 32 digits breaks in its middle and nowhere else.
    private func breakable(_ text: String) -> String {
        text.count == 32 ? "\(escape(String(text.prefix(16))))<wbr>\(escape(String(text.dropFirst(16))))" : escape(text)
    }

    private func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
