/// The languages of the help page, in the order in which they stand there.
package enum HelpLanguage: String, CaseIterable, Sendable {
    case khmer = "km"
    case thai = "th"
    case vietnamese = "vi"
    case english = "en"

    /// Whether a native speaker has read the texts of this language; the page says so where not.
    package var isReviewed: Bool {
        self == .english
    }

    var unreviewedNote: String {
        switch self {
        case .khmer: "ការបកប្រែជាភាសាខ្មែរនេះមិនទាន់បានត្រួតពិនិត្យដោយអ្នកនិយាយភាសាកំណើតនៅឡើយទេ។"
        case .thai: "คำแปลภาษาไทยนี้ยังไม่ได้รับการตรวจทานโดยเจ้าของภาษา"
        case .vietnamese: "Bản dịch tiếng Việt này chưa được người bản ngữ kiểm tra."
        case .english: "This text has not been reviewed by a native speaker."
        }
    }

    /// What happened, in a heading, and what to do next.
    struct Text {
        let happened: String
        let next: String
    }

    func text(for matter: HelpMatter) -> Text {
        switch self {
        case .khmer: Self.khmerText(matter)
        case .thai: Self.thaiText(matter)
        case .vietnamese: Self.vietnameseText(matter)
        case .english: Self.englishText(matter)
        }
    }
}
