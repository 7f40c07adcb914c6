import Foundation
package import Vocabulary

/// The page for a visitor whose certificate is missing or not good, in all four languages at once:
/// nothing is known of the visitor, so no language is guessed.
package struct HelpPage: Sendable {
    private let matter: HelpMatter
    private let code: ErrorCode

    package init(matter: HelpMatter, code: ErrorCode) {
        self.matter = matter
        self.code = code
    }

    /// Nothing may be loaded, run or sent; the one style sheet is inside the page and named by its digest.
    package static let contentPolicy =
        "default-src 'none'; style-src 'sha256-\(styleDigest)'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'"

    private static let styleDigest = Data(Digest(ofText: style).bytes).base64EncodedString()

    private static let style = """
        body{font:1.1rem/1.7 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;\
        color:#1a1a1a;background:#fff}
        section{border-top:2px solid #444;padding:.5rem 0 1rem}
        h1,h2{font-size:1.3rem;line-height:1.5}
        code{font-size:1rem}
        footer{border-top:2px solid #444;color:#444;font-size:.95rem}
        """

    /// Every text here is ours; nothing that the visitor sent is repeated.
    package var html: String {
        let sections = HelpLanguage.allCases.map { language in
            let text = language.text(for: matter)
            return """
                <section lang="\(language.rawValue)">
                <h2>\(text.happened)</h2>
                <p>\(text.next)</p>
                </section>
                """
        }
        let notes = HelpLanguage.allCases.filter { !$0.isReviewed }.map { language in
            "<p lang=\"\(language.rawValue)\">\(language.unreviewedNote)</p>"
        }
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <title>Saksi: certificate needed</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <main>
            <h1>Saksi</h1>
            \(sections.joined(separator: "\n"))
            </main>
            <footer>
            <p><code>\(code.name)</code></p>
            \(notes.joined(separator: "\n"))
            </footer>
            </body>
            </html>

            """
    }
}
