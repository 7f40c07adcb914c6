import Foundation
import Vocabulary

/// Exhibits to show the way with, made here: invented persons, places and amounts.
enum SampleExhibits {
    /// Number of the complaint that shows who the victim is, and of its redaction.
    static let complaint = 1
    static let redaction = 2
    static let photograph = 3
    static let chat = 4

    /// Writes the files into a folder, and the sheet that describes them beside it.
    static func write(to folder: String, sheet: String, now: Instant) throws {
        let day = now.adding(days: -20).day(at: .indochina).text
        let files: [(String, [UInt8])] = [
            ("ពាក្យបណ្ដឹង.txt", Array(complaintText(day).utf8)),
            ("ពាក្យបណ្ដឹង-បិទបាំង.txt", Array(redactedText(day).utf8)),
            ("gate.png", SamplePicture.png),
            ("chat-export.sqlite", try chatFile(now)),
            ("payments.csv", Array(payments(day).utf8)),
        ]
        for (name, bytes) in files {
            try OutputFile.write(bytes, to: "\(folder)/\(name)", makingFolders: true)
        }
        try OutputFile.write(Array(sheetText(day).utf8), to: sheet)
    }

    /// Names as people write them, and what protects filled in for each: nothing of that is ever guessed.
    private static func sheetText(_ day: String) -> String {
        let rows = [
            "number,path,category,handling,victim-identity,flags,language,description,rendition-of,rendition-kind,rendition-by,copy,collected-by,collected-at",
            "1,ពាក្យបណ្ដឹង.txt,document,none,direct,none,km,Complaint taken down at the commissariat,,,,evidentiary,kh/ahtjpp/0101,\(day)T09:30+07:00",
            "2,ពាក្យបណ្ដឹង-បិទបាំង.txt,document,none,none,none,km,The same with identities removed,1,redaction,kh/ahtjpp/0101,working,,",
            "3,gate.png,photograph,none,none,none,,The gate of the compound,,,,evidentiary,kh/ahtjpp/0101,\(day)T16:05+07:00",
            "4,chat-export.sqlite,chat-export,none,none,none,km,Messages of the recruiter's group,,,,evidentiary,kh/ahtjpp/0101,\(day)T17:40+07:00",
            "5,payments.csv,financial-record,none,none,none,en,Payments to the recruiter,,,,working,,",
        ]
        return rows.joined(separator: "\r\n") + "\r\n"
    }

    private static func complaintText(_ day: String) -> String {
        """
        ពាក្យបណ្ដឹង (ឯកសារគំរូ មិនមែនជារឿងពិតទេ)
        កាលបរិច្ឆេទ៖ \(day)
        ខ្ញុំឈ្មោះ សុខ សុភា (ឈ្មោះប្រឌិត)។ គេបានសន្យាឱ្យខ្ញុំធ្វើការនៅភោជនីយដ្ឋានមួយ ប៉ុន្តែគេបានដកហូតលិខិតឆ្លងដែនរបស់ខ្ញុំ
        ហើយបង្ខំឱ្យខ្ញុំធ្វើការនៅក្នុងអគារមួយដែលមានខ្លោងទ្វារចាក់សោ។ ខ្ញុំមិនអាចចេញក្រៅបានទេ។

        """
    }

    private static func redactedText(_ day: String) -> String {
        """
        ពាក្យបណ្ដឹង (ឯកសារគំរូ មិនមែនជារឿងពិតទេ) — អត្តសញ្ញាណត្រូវបានបិទបាំង
        កាលបរិច្ឆេទ៖ \(day)
        ខ្ញុំ [P-001]។ គេបានសន្យាឱ្យខ្ញុំធ្វើការ ប៉ុន្តែគេបានដកហូតលិខិតឆ្លងដែនរបស់ខ្ញុំ
        ហើយបង្ខំឱ្យខ្ញុំធ្វើការនៅក្នុងអគារមួយដែលមានខ្លោងទ្វារចាក់សោ។

        """
    }

    private static func payments(_ day: String) -> String {
        """
        date,from,to,amount,currency,reference\r
        \(day),A-1,R-7,350,USD,first worker\r
        \(day),A-1,R-7,700,USD,two workers\r
        \(day),A-2,R-7,12000,THB,transport\r

        """
    }

    private static func chatFile(_ now: Instant) throws -> [UInt8] {
        let start = now.adding(days: -30).secondsSince1970
        let texts = [
            ("R-7", "ត្រូវការបុគ្គលិក ២០នាក់ ប្រាក់ខែ ៩០០ដុល្លារ ស្នាក់នៅឥតគិតថ្លៃ"),
            ("A-1", "How many can you bring this week?"),
            ("R-7", "ពីរនាក់ថ្ងៃព្រហស្បតិ៍ ឆ្លងដែនពេលយប់"),
            ("A-1", "Keep their passports. Pay on arrival."),
            ("R-7", "รับทราบ ส่งถึงประตูคืนวันพฤหัส"),
        ]
        let messages = texts.enumerated().map { index, line in
            SampleChat.Message(time: start + Int64(index) * 417, sender: line.0, text: line.1)
        }
        guard let file = SampleChat(messages: messages).file else {
            throw DemoError(
                .demoUnexpected, "The sample messages do not fit into their file.",
                next: "Report it: this is a fault of ours.")
        }
        return file
    }
}
