import EvidenceBundle
import Foundation
import Policy
import Seal
import Vocabulary

/// Certificates, the agreement, and the exhibits.
extension DemoStory {
    func opening() {
        narrator.line("Saksi: evidence shared across a border, so that any court can check it")
        narrator.line("======================================================================")
        narrator.line()
        narrator.say(
            """
            An investigator in Cambodia has evidence that a team in Thailand needs. You will see it packed, sent, \
            refused where the agreement refuses, released where it permits, and checked at the end by programs that \
            are not ours. All names, persons and papers are invented. Every command that you see was run just as it \
            stands, in the folder
            """)
        narrator.line("    \(stage.folder)")
    }

    func people() async throws {
        narrator.step(
            "Who is who",
            """
            Nobody acts here without a certificate. Each ministry brings its own; for trying out, saksi makes some for \
            Cambodia, Thailand and Viet Nam. A root of one country can never vouch for an officer of another. The \
            list of whom to trust is signed by the central authorities of all three.
            """)
        try await saksi(["certs", "mint", "--out", "pki"], lines: 5)
        narrator.say(
            """
            In this story kh/ahtjpp/0101 is an investigator of Cambodia's anti-trafficking police, kh/prosecutor/0001 \
            the Cambodian leader of the team, th/dsi/0201 the Thai leader, and th/dsi/0202 a Thai officer seconded to \
            Cambodia.
            """)
    }

    func agreements(from source: String) async throws {
        narrator.step(
            "The agreement",
            """
            What may be shared stands in an agreement: a file that people can read and a node can decide by. Here it is \
            a joint investigation team of Cambodia and Thailand, an example and not legal advice, together with the \
            instruments it rests on and the laws it must respect. A node refuses every file that is not signed by each \
            country it binds.
            """)
        try stage.makeFolder("agreements")
        let today = session.now.day(at: .indochina)
        let names = try FileManager.default.contentsOfDirectory(atPath: source).filter { $0.hasSuffix(".yaml") }
            .sorted()
        for name in names {
            let bytes = try InputFile.read("\(source)/\(name)")
            var leading: String?
            if case .roster(let roster) = try PolicyDocument(reading: bytes, file: name) {
                leading = String(decoding: try InputFile.read("\(source)/\(roster.agreement).yaml"), as: UTF8.self)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            try stage.write(AgreementDates.moved(text, to: today, with: leading), to: "agreements/\(name)")
        }
        narrator.say(
            """
            The examples have fixed dates. For this demonstration all dates of those that end were moved by the same \
            number of days, so that they are in force today, \(today).
            """)
        let jit = "\(agreement).yaml"
        for name in names where name != jit { try signQuietly("agreements/\(name)") }
        try await saksi(["agreement", "sign", "agreements/\(jit)", "--identity", "pki/kh/moj-0001.pem"])
        try await saksi(["agreement", "sign", "agreements/\(jit)", "--identity", "pki/th/oag-0001.pem"])
        narrator.say(
            "The other \(names.count - 1) files were signed in the same way, by the central authorities they need.")
    }

    private static let signatories = ["KH": "kh/moj-0001", "TH": "th/oag-0001", "VN": "vn/spp-0001"]

    /// What `saksi agreement sign` does, without saying it each time.
    private func signQuietly(_ name: String) throws {
        let path = stage.path(name)
        let bytes = try InputFile.read(path)
        let document = try PolicyDocument(reading: bytes, file: name)
        for party in try document.requiredSigners(among: AgreementFolder.documents(beside: path)) {
            guard let stem = Self.signatories[party.text] else { continue }
            let signer = try Credential(pem: try InputFile.read(stage.path("pki/\(stem).pem")))
            try OutputFile.write(
                try signer.cms(over: bytes, claimedAt: session.now),
                to: SignedFile.signaturePath(of: path, by: signer.identity))
        }
    }

    func pack() async throws -> BundleID {
        var arguments = ["pack", exhibits ?? "exhibits"]
        if exhibits == nil {
            narrator.step(
                "The evidence is packed",
                """
                A complaint in Khmer, the same with the victim's identity removed, a photograph, a chat export and a list \
                of payments: made up for this demonstration. A sheet says of each what it is and what protects it. saksi \
                never guesses that: an exhibit of which nobody said whether it shows a victim is not packed.
                """)
            try SampleExhibits.write(to: stage.path("exhibits"), sheet: stage.path("sheet.csv"), now: session.now)
            arguments += ["--sheet", "sheet.csv"]
        } else {
            narrator.step(
                "The evidence is packed",
                """
                The files are those of the folder you named. For the demonstration they are all called documents that \
                show no victim; in real work a sheet says that of each file, because saksi never guesses what protects.
                """)
            for value in ["category=document", "handling=none", "flags=none", "victim-identity=none"] {
                arguments += ["--default", value]
            }
        }
        try await saksi(
            arguments + ["--agreement", agreement.text, "--case", caseNumber.text, "--out", "exhibits.asice"],
            as: .investigator)
        narrator.say(
            """
            The bundle is one file. It is an ordinary ZIP container signed by the investigator (ETSI ASiC-E), and \
            unpacked it is an ordinary archive folder (BagIt). Change one byte anywhere in it and the check fails.
            """)
        return try UnverifiedBundle(path: stage.path("exhibits.asice")).inspect().record.bundle
    }
}
