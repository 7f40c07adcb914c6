extension HelpLanguage {
    static func englishText(_ matter: HelpMatter) -> Text {
        switch matter {
        case .missing:
            Text(
                happened: "No certificate came with your visit.",
                next: "Install the certificate file that your authority gave you, close the browser, open this address "
                    + "again and choose the certificate when you are asked.")
        case .expired:
            Text(
                happened: "Your certificate has expired.",
                next: "Ask your authority for a new certificate. If your certificate should still be valid, "
                    + "check the date and time of your computer.")
        case .notYetValid:
            Text(
                happened: "Your certificate is not valid yet.",
                next:
                    "Check the date and time of your computer. If they are right, wait until the certificate's first day."
            )
        case .foreign:
            Text(
                happened: "Your certificate does not come from a party of this exchange.",
                next: "Close the browser, open this address again and choose the certificate that your authority gave "
                    + "you for this exchange.")
        case .revoked:
            Text(
                happened: "Your certificate has been revoked.",
                next: "Do not use it any more. Ask your authority why it was revoked, and for a new one.")
        case .cannotBeChecked:
            Text(
                happened: "It cannot be checked at present whether your certificate was revoked.",
                next: "Try again later. The operator of this node must renew the revocation list.")
        case .unsuitable:
            Text(
                happened: "Your certificate cannot be used here.",
                next: "Choose the certificate that your authority gave you for this exchange, and give the code below "
                    + "to your authority if it is refused again.")
        }
    }

    static func vietnameseText(_ matter: HelpMatter) -> Text {
        switch matter {
        case .missing:
            Text(
                happened: "Kết nối của bạn không kèm theo chứng thư số.",
                next: "Hãy cài đặt tệp chứng thư do cơ quan của bạn cấp, đóng trình duyệt, mở lại địa chỉ này và chọn "
                    + "chứng thư khi được hỏi.")
        case .expired:
            Text(
                happened: "Chứng thư của bạn đã hết hạn.",
                next:
                    "Hãy đề nghị cơ quan của bạn cấp chứng thư mới. Nếu chứng thư lẽ ra vẫn còn hiệu lực, hãy kiểm tra "
                    + "ngày giờ trên máy tính.")
        case .notYetValid:
            Text(
                happened: "Chứng thư của bạn chưa có hiệu lực.",
                next: "Hãy kiểm tra ngày giờ trên máy tính. Nếu đúng, hãy đợi đến ngày chứng thư bắt đầu có hiệu lực.")
        case .foreign:
            Text(
                happened: "Chứng thư của bạn không do một bên tham gia hệ thống trao đổi này cấp.",
                next:
                    "Hãy đóng trình duyệt, mở lại địa chỉ này và chọn chứng thư mà cơ quan của bạn đã cấp cho hệ thống "
                    + "trao đổi này.")
        case .revoked:
            Text(
                happened: "Chứng thư của bạn đã bị thu hồi.",
                next:
                    "Không sử dụng chứng thư này nữa. Hãy hỏi cơ quan của bạn lý do thu hồi và đề nghị cấp chứng thư mới."
            )
        case .cannotBeChecked:
            Text(
                happened: "Hiện không thể kiểm tra chứng thư của bạn đã bị thu hồi hay chưa.",
                next: "Hãy thử lại sau. Người vận hành nút này phải cập nhật danh sách thu hồi.")
        case .unsuitable:
            Text(
                happened: "Không thể sử dụng chứng thư của bạn tại đây.",
                next: "Hãy chọn chứng thư mà cơ quan của bạn đã cấp cho hệ thống trao đổi này; nếu vẫn bị từ chối, hãy "
                    + "báo mã bên dưới cho cơ quan của bạn.")
        }
    }

    static func thaiText(_ matter: HelpMatter) -> Text {
        switch matter {
        case .missing:
            Text(
                happened: "การเชื่อมต่อของท่านไม่มีใบรับรองอิเล็กทรอนิกส์",
                next: "โปรดติดตั้งไฟล์ใบรับรองที่หน่วยงานของท่านออกให้ ปิดเบราว์เซอร์ เปิดที่อยู่นี้อีกครั้ง "
                    + "แล้วเลือกใบรับรองเมื่อระบบถาม")
        case .expired:
            Text(
                happened: "ใบรับรองของท่านหมดอายุแล้ว",
                next: "โปรดขอใบรับรองใหม่จากหน่วยงานของท่าน หากใบรับรองควรจะยังใช้ได้ "
                    + "โปรดตรวจสอบวันที่และเวลาของคอมพิวเตอร์")
        case .notYetValid:
            Text(
                happened: "ใบรับรองของท่านยังไม่เริ่มมีผลใช้",
                next: "โปรดตรวจสอบวันที่และเวลาของคอมพิวเตอร์ หากถูกต้องแล้ว โปรดรอจนถึงวันแรกที่ใบรับรองมีผลใช้")
        case .foreign:
            Text(
                happened: "ใบรับรองของท่านไม่ได้ออกโดยภาคีของระบบแลกเปลี่ยนนี้",
                next: "โปรดปิดเบราว์เซอร์ เปิดที่อยู่นี้อีกครั้ง แล้วเลือกใบรับรองที่หน่วยงานของท่านออกให้สำหรับระบบแลกเปลี่ยนนี้")
        case .revoked:
            Text(
                happened: "ใบรับรองของท่านถูกเพิกถอนแล้ว",
                next: "โปรดอย่าใช้ใบรับรองนี้อีก โปรดสอบถามเหตุผลที่เพิกถอนและขอใบรับรองใหม่จากหน่วยงานของท่าน")
        case .cannotBeChecked:
            Text(
                happened: "ขณะนี้ไม่สามารถตรวจสอบได้ว่าใบรับรองของท่านถูกเพิกถอนหรือไม่",
                next: "โปรดลองอีกครั้งภายหลัง ผู้ดูแลโหนดนี้ต้องปรับปรุงรายการเพิกถอน")
        case .unsuitable:
            Text(
                happened: "ใบรับรองของท่านใช้ที่นี่ไม่ได้",
                next: "โปรดเลือกใบรับรองที่หน่วยงานของท่านออกให้สำหรับระบบแลกเปลี่ยนนี้ หากยังถูกปฏิเสธ "
                    + "โปรดแจ้งรหัสด้านล่างแก่หน่วยงานของท่าน")
        }
    }

    static func khmerText(_ matter: HelpMatter) -> Text {
        switch matter {
        case .missing:
            Text(
                happened: "ការតភ្ជាប់របស់អ្នកគ្មានវិញ្ញាបនបត្រឌីជីថលទេ។",
                next: "សូមដំឡើងឯកសារវិញ្ញាបនបត្រដែលអាជ្ញាធររបស់អ្នកបានផ្តល់ឱ្យ បិទកម្មវិធីរុករក បើកអាសយដ្ឋាននេះម្តងទៀត "
                    + "ហើយជ្រើសរើសវិញ្ញាបនបត្រនៅពេលប្រព័ន្ធសួរ។")
        case .expired:
            Text(
                happened: "វិញ្ញាបនបត្ររបស់អ្នកបានផុតកំណត់ហើយ។",
                next: "សូមស្នើសុំវិញ្ញាបនបត្រថ្មីពីអាជ្ញាធររបស់អ្នក។ ប្រសិនបើវិញ្ញាបនបត្រគួរតែនៅមានសុពលភាព "
                    + "សូមពិនិត្យកាលបរិច្ឆេទ និងម៉ោងនៃកុំព្យូទ័ររបស់អ្នក។")
        case .notYetValid:
            Text(
                happened: "វិញ្ញាបនបត្ររបស់អ្នកមិនទាន់មានសុពលភាពនៅឡើយទេ។",
                next: "សូមពិនិត្យកាលបរិច្ឆេទ និងម៉ោងនៃកុំព្យូទ័ររបស់អ្នក។ ប្រសិនបើត្រឹមត្រូវ "
                    + "សូមរង់ចាំរហូតដល់ថ្ងៃដំបូងដែលវិញ្ញាបនបត្រមានសុពលភាព។")
        case .foreign:
            Text(
                happened: "វិញ្ញាបនបត្ររបស់អ្នកមិនមែនចេញដោយភាគីនៃប្រព័ន្ធផ្លាស់ប្តូរនេះទេ។",
                next: "សូមបិទកម្មវិធីរុករក បើកអាសយដ្ឋាននេះម្តងទៀត "
                    + "ហើយជ្រើសរើសវិញ្ញាបនបត្រដែលអាជ្ញាធររបស់អ្នកបានផ្តល់ឱ្យសម្រាប់ប្រព័ន្ធផ្លាស់ប្តូរនេះ។")
        case .revoked:
            Text(
                happened: "វិញ្ញាបនបត្ររបស់អ្នកត្រូវបានដកហូតហើយ។",
                next: "សូមកុំប្រើវាទៀត។ សូមសួរអាជ្ញាធររបស់អ្នកអំពីមូលហេតុនៃការដកហូត ហើយស្នើសុំវិញ្ញាបនបត្រថ្មី។")
        case .cannotBeChecked:
            Text(
                happened: "បច្ចុប្បន្នមិនអាចពិនិត្យបានទេថា វិញ្ញាបនបត្ររបស់អ្នកត្រូវបានដកហូតឬអត់។",
                next: "សូមព្យាយាមម្តងទៀតនៅពេលក្រោយ។ អ្នកគ្រប់គ្រងថ្នាំងនេះត្រូវធ្វើបច្ចុប្បន្នភាពបញ្ជីដកហូត។")
        case .unsuitable:
            Text(
                happened: "វិញ្ញាបនបត្ររបស់អ្នកមិនអាចប្រើនៅទីនេះបានទេ។",
                next: "សូមជ្រើសរើសវិញ្ញាបនបត្រដែលអាជ្ញាធររបស់អ្នកបានផ្តល់ឱ្យសម្រាប់ប្រព័ន្ធផ្លាស់ប្តូរនេះ "
                    + "ហើយប្រាប់លេខកូដខាងក្រោមដល់អាជ្ញាធររបស់អ្នក ប្រសិនបើនៅតែត្រូវបានបដិសេធ។")
        }
    }
}
