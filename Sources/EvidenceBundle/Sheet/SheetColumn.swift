import Vocabulary

/// The columns of the sheet that describes exhibits, with their headings in the languages of the region.
enum SheetColumn: String, CaseIterable, Sendable {
    case number
    case path
    case size
    case mediaType = "media-type"
    case category
    case handling
    case conditions
    case evaluation
    case victimIdentity = "victim-identity"
    case flags
    case origin
    case language
    case description
    case collectedBy = "collected-by"
    case collectedAt = "collected-at"
    case collectedWhere = "collected-where"
    case collectedMethod = "collected-method"
    case collectedTool = "collected-tool"
    case authorization
    case derivedFrom = "derived-from"
    case renditionOf = "rendition-of"
    case renditionKind = "rendition-kind"
    case renditionBy = "rendition-by"
    case copy
    case source
    case seizure
    case acquisition
    case paperOriginal = "paper-original"
    case elements
    case externalReferences = "external-references"

    /// Columns that every exhibit needs. What protects is never guessed.
    static let required: [SheetColumn] = [.category, .handling, .flags, .victimIdentity]

    /// Columns that belong to one file and cannot have a default.
    static let individual: Set<SheetColumn> = [.number, .path, .size]

    /// Khmer, Thai and Vietnamese, in this order. None of them has been reviewed by a native speaker yet.
    private var translations: [String] {
        switch self {
        case .number: ["លេខ", "หมายเลข", "số"]
        case .path: ["ឯកសារ", "ไฟล์", "tệp"]
        case .size: ["ទំហំ", "ขนาด", "kích thước"]
        case .mediaType: ["ប្រភេទឯកសារ", "ชนิดไฟล์", "loại tệp"]
        case .category: ["ប្រភេទភស្តុតាង", "ประเภทพยานหลักฐาน", "loại chứng cứ"]
        case .handling: ["លេខកូដគ្រប់គ្រង", "รหัสการจัดการ", "mã xử lý"]
        case .conditions: ["លក្ខខណ្ឌ", "เงื่อนไข", "điều kiện"]
        case .evaluation: ["ការវាយតម្លៃ", "การประเมิน", "đánh giá"]
        case .victimIdentity: ["អត្តសញ្ញាណជនរងគ្រោះ", "ตัวตนผู้เสียหาย", "danh tính nạn nhân"]
        case .flags: ["សញ្ញាសម្គាល់", "เครื่องหมายพิเศษ", "dấu hiệu"]
        case .origin: ["ប្រទេសដើម", "ประเทศต้นทาง", "nước gốc"]
        case .language: ["ភាសា", "ภาษา", "ngôn ngữ"]
        case .description: ["ពិពណ៌នា", "คำอธิบาย", "mô tả"]
        case .collectedBy: ["ប្រមូលដោយ", "เก็บโดย", "người thu thập"]
        case .collectedAt: ["ពេលប្រមូល", "เวลาที่เก็บ", "thời gian thu thập"]
        case .collectedWhere: ["ទីកន្លែងប្រមូល", "สถานที่เก็บ", "nơi thu thập"]
        case .collectedMethod: ["វិធីប្រមូល", "วิธีเก็บ", "cách thu thập"]
        case .collectedTool: ["ឧបករណ៍", "เครื่องมือ", "công cụ"]
        case .authorization: ["ការអនុញ្ញាត", "การอนุญาต", "căn cứ cho phép"]
        case .derivedFrom: ["ដកស្រង់ពី", "ได้มาจาก", "trích từ"]
        case .renditionOf: ["កំណែនៃ", "ฉบับของ", "bản của"]
        case .renditionKind: ["ប្រភេទកំណែ", "ชนิดฉบับ", "loại bản"]
        case .renditionBy: ["ធ្វើកំណែដោយ", "ผู้ทำฉบับ", "người làm bản"]
        case .copy: ["ច្បាប់ចម្លង", "สำเนา", "bản sao"]
        case .source: ["ប្រភព", "แหล่งที่มา", "nguồn"]
        case .seizure: ["ការដកហូត", "การยึด", "thu giữ"]
        case .acquisition: ["ការទាញយកទិន្នន័យ", "การได้มาของข้อมูล", "thu nhận dữ liệu"]
        case .paperOriginal: ["ច្បាប់ដើមក្រដាស", "ต้นฉบับกระดาษ", "bản gốc giấy"]
        case .elements: ["ធាតុផ្សំបទល្មើស", "องค์ประกอบความผิด", "yếu tố cấu thành"]
        case .externalReferences: ["លេខយោងខាងក្រៅ", "เลขอ้างอิงภายนอก", "tham chiếu ngoài"]
        }
    }

    /// Spaces, underscores and hyphens are the same in a heading, and capitals do not matter.
    static func key(_ heading: String) -> String {
        let words = EntryPath.normalized(heading).lowercased()
            .split(whereSeparator: { $0.isWhitespace || $0 == "_" || $0 == "-" || $0 == "\u{200B}" })
        return words.joined(separator: "-")
    }

    private static let byHeading: [String: SheetColumn] = {
        var columns: [String: SheetColumn] = [:]
        for column in allCases {
            for heading in [column.rawValue] + column.translations { columns[key(heading)] = column }
        }
        return columns
    }()

    /// The column of a heading in any of the languages.
    static func named(_ heading: String) -> SheetColumn? { byHeading[key(heading)] }

    /// - Throws: `bundle.sheet.column` with the nearest heading.
    static func parsing(_ heading: String, at place: String) throws(BundleError) -> SheetColumn {
        if let column = named(heading) { return column }
        let names = allCases.map(\.rawValue)
        let hint =
            Spelling.nearest(to: key(heading), among: names).map { "Did you mean “\($0)”?" }
            ?? "Known columns: \(names.joined(separator: ", "))."
        throw BundleError(.sheetColumn, "\(place): there is no column “\(heading.shownInMessage)”.", next: hint)
    }

    /// The headings of one language, as a sheet may use them: 0 Khmer, 1 Thai, 2 Vietnamese.
    func heading(language index: Int) -> String { translations[index] }
}
