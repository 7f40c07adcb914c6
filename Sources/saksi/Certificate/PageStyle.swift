/// How a certificate looks: A4, black on white, nothing told by colour, nothing fetched.
enum PageStyle {
    /// - Parameter foot: letters, digits and plain marks only.
    static func text(foot: String) -> String {
        """
        @page { size: A4; margin: 17mm 18mm 18mm; @bottom-left { content: "\(foot)"; font: 8pt sans-serif; } \
        @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 0 0.4mm; max-width: 176mm; color: #000; background: #fff; font: 10.5pt/1.45 "Noto Serif", \
        "Noto Serif Khmer", "Noto Serif Thai", Georgia, "DejaVu Serif", serif; orphans: 3; widows: 3; }
        h1 { font-size: 20pt; line-height: 1.2; margin: 0; }
        h2 { font-size: 13pt; line-height: 1.25; margin: 6mm 0 2mm; padding-bottom: 0.8mm; border-bottom: 0.4pt solid #000; break-after: avoid; }
        h3 { font-size: 10.5pt; margin: 0 0 1mm; }
        p { margin: 0 0 2mm; }
        .under { font-size: 12pt; margin-bottom: 4mm; }
        .notice { border: 0.8pt solid #000; padding: 2mm 3mm; margin-bottom: 3mm; }
        .small { font-size: 8.5pt; line-height: 1.35; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 5mm; }
        .room { border-left: 0.8pt dotted #000; padding-left: 3mm; min-height: 8mm; }
        .sheet { break-after: page; }
        h2 + p, .pair:has(h2) + .pair, .pair:has(h2), .pair:has(+ .signing), p:has(+ .signing) { break-after: avoid; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.6mm 4mm; margin: 0 0 3mm; }
        .pair dl { grid-template-columns: 1fr; }
        dt { font-weight: bold; }
        dd { margin: 0; overflow-wrap: anywhere; }
        ul, ol { margin: 0 0 2mm; padding-left: 5mm; }
        li { margin-bottom: 1.2mm; overflow-wrap: anywhere; }
        .digits, .phone { font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; break-inside: avoid; }
        .digits { font-size: 12pt; line-height: 1.6; text-align: center; }
        .phone { font-size: 17pt; line-height: 1.5; letter-spacing: 0.06em; }
        .aids { display: grid; grid-template-columns: 1fr 44mm; gap: 6mm; break-inside: avoid; }
        figure { margin: 0; text-align: center; font-size: 8.5pt; }
        svg { width: 42mm; height: 42mm; display: block; margin: 0 auto; }
        table { width: 100%; table-layout: fixed; border-collapse: collapse; margin-bottom: 3mm; }
        thead { display: table-header-group; }
        th { text-align: left; font-size: 9pt; border-bottom: 0.8pt solid #000; padding: 1mm 2mm 1mm 0; vertical-align: bottom; }
        td { border-bottom: 0.4pt solid #000; padding: 1.4mm 2mm 1.4mm 0; vertical-align: top; overflow-wrap: anywhere; }
        td p { margin: 0; }
        td ul { margin: 0.6mm 0 0; font-size: 8.5pt; line-height: 1.35; padding-left: 4mm; }
        td li { margin: 0; }
        tr { break-inside: avoid; }
        .number { width: 9mm; }
        .when { width: 24mm; }
        td.when { white-space: nowrap; }
        .proof { width: 32mm; }
        td.proof { font-size: 7.5pt; line-height: 1.35; font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; }
        td.room { padding-left: 3mm; }
        .signing { display: grid; grid-template-columns: 1fr 1fr; gap: 3mm; break-inside: avoid; margin-top: 3mm; }
        .signing div { border: 0.6pt solid #000; min-height: 17mm; padding: 1mm 2mm; }
        .signing div:nth-child(4) { grid-column: 1; grid-row: 3; min-height: 28mm; }
        .signing div:nth-child(5) { grid-column: 2; grid-row: 2 / span 2; }
        .signing span { font-size: 8.5pt; }
        pre { font: 7.5pt/1.35 "Noto Sans Mono", "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 2.5mm; padding: 1mm 0 1mm 3mm; border-left: 1.2pt solid #000; }
        """
    }
}
