import Vocabulary

/// `metadata/case.jsonld`: the record again in CASE/UCO 1.x, for forensic tools.
///
/// `bundle.json` governs; this is a translation. Each object's name ends in a UUID that is made from the bundle's id,
/// as the ontology asks.
struct CaseDocument {
    static let path = "metadata/case.jsonld"
    let record: BundleRecord

    private var prefix: String { "kb" }

    /// The text in front of the exhibits: context, investigation, packer, tool.
    func head(exhibits: Int) -> [UInt8] {
        let context = [
            ("case-investigation", "https://ontology.caseontology.org/case/investigation/"),
            ("kb", "urn:saksi:\(record.bundle.text):"),
            ("uco-core", "https://ontology.unifiedcyberontology.org/uco/core/"),
            ("uco-identity", "https://ontology.unifiedcyberontology.org/uco/identity/"),
            ("uco-observable", "https://ontology.unifiedcyberontology.org/uco/observable/"),
            ("uco-tool", "https://ontology.unifiedcyberontology.org/uco/tool/"),
            ("uco-types", "https://ontology.unifiedcyberontology.org/uco/types/"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ].map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }.joined(separator: ",")
        var text = #"{"@context":{\#(context)},"@graph":["#
        text += #"{"@id":\#(id("investigation", 0)),"@type":"case-investigation:Investigation","#
        text += #""uco-core:name":\#(Self.quoted(record.case.number.text)),"#
        text +=
            #""uco-core:description":\#(Self.quoted("Bundle \(record.bundle.text) under \(record.agreement.id.text)")),"#
        let objects = [id("packer", 0), id("tool", 0)].map { #"{"@id":\#($0)}"# }.joined(separator: ",")
        text += #""uco-core:object":[\#(objects)]},"#
        text += #"{"@id":\#(id("packer", 0)),"@type":"uco-identity:Identity","#
        text += #""uco-core:name":\#(Self.quoted(record.packer.uri))},"#
        text += #"{"@id":\#(id("tool", 0)),"@type":"uco-tool:Tool","uco-core:name":\#(Self.quoted(record.tool.name)),"#
        text += #""uco-tool:version":\#(Self.quoted(record.tool.version))}"#
        return Array(text.utf8)
    }

    /// The objects of one exhibit: the file, and the record of where it came from.
    func objects(of exhibit: ExhibitRecord) -> [UInt8] {
        let number = exhibit.number.value
        let name = exhibit.path.name
        let size = #"{"@type":"xsd:integer","@value":"\#(exhibit.size)"}"#
        var text = #","# + "\n" + #"{"@id":\#(id("file", number)),"@type":"uco-observable:File","uco-core:hasFacet":["#
        text += #"{"@id":\#(id("file-facet", number)),"@type":"uco-observable:FileFacet","#
        text +=
            #""uco-observable:fileName":\#(Self.quoted(name)),"uco-observable:filePath":\#(Self.quoted(exhibit.path.text)),"#
        text += #""uco-observable:isDirectory":false,"uco-observable:sizeInBytes":\#(size)},"#
        text += #"{"@id":\#(id("content-facet", number)),"@type":"uco-observable:ContentDataFacet","#
        text += #""uco-observable:mimeType":\#(Self.quoted(exhibit.mediaType)),"uco-observable:sizeInBytes":\#(size),"#
        text += #""uco-observable:hash":[{"@id":\#(id("hash", number)),"@type":"uco-types:Hash","#
        text += #""uco-types:hashMethod":"SHA256","#
        text += #""uco-types:hashValue":{"@type":"xsd:hexBinary","@value":"\#(exhibit.sha256.hexadecimal)"}}]}]},"#
        text += #"{"@id":\#(id("provenance", number)),"@type":"case-investigation:ProvenanceRecord","#
        text += #""case-investigation:exhibitNumber":\#(Self.quoted(exhibit.number.description)),"#
        if let description = exhibit.description {
            text += #""uco-core:description":\#(Self.quoted(description)),"#
        }
        text += #""uco-core:object":[{"@id":\#(id("file", number))}]}"#
        return Array(text.utf8)
    }

    var tail: [UInt8] { Array("]}\n".utf8) }

    private func id(_ kind: String, _ number: Int) -> String {
        var bytes = Digest(ofText: "\(record.bundle.text) \(kind) \(number)").bytes
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = Array("\"kb:\(kind)-".utf8)
        for (index, byte) in bytes.prefix(16).enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(0x2D) }
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        text.append(0x22)
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// A JSON string.
    static func quoted(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) { return "\"\(text)\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0..<0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
