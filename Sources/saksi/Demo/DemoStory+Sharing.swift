import Foundation
import Vocabulary

/// Sent, refused, released, and found out when changed.
extension DemoStory {
    func submit() async throws {
        narrator.step(
            "It is sent, and a receipt comes back",
            """
            The investigator sends it. If the link drops, the same command goes on where it stopped. The node checks \
            everything, decides under the agreement, stores the bundle, writes custody, and only then answers, with a \
            receipt that proves the acceptance without the node. “Provisional” means: no cosigner of another country has \
            seen the log yet.
            """)
        try await saksi(["submit", "exhibits.asice", "--receipt", "exhibits.receipt"], as: .investigator)
    }

    func refusal(_ bundle: BundleID) async throws {
        narrator.step(
            "The counterpart sees it, and is refused where the agreement refuses",
            """
            The Thai leader of the team lists what there is: categories and sizes, never names or contents. Then \
            somebody wants the material for an immigration case against the victims. The request is signed, decided, \
            refused with the clauses that refuse it, and kept in the log.
            """)
        try await saksi(["list", "--agreement", agreement.text], as: .leader)
        try await saksi(
            [
                "retrieve", bundle.text, "--agreement", agreement.text, "--purpose", "immigration", "--case",
                caseNumber.text,
                "--out", "refused.asice",
            ], as: .leader, expecting: [3])
        narrator.say("Nothing left the node. Before asking, one can find out what the answer would be:")
        try await saksi(
            ["why", "retrieve", bundle.text, "--agreement", agreement.text, "--purpose", "prosecution"], as: .leader)
    }

    func retrieve(_ bundle: BundleID) async throws {
        narrator.step(
            "It is released for what it was given for",
            """
            For the prosecution of the traffickers the agreement permits it. The release is in the log before the first \
            byte leaves. The leader's own program checks what arrived against the investigator's signature and the \
            trust list, and signs for it.
            """)
        try await saksi(
            [
                "retrieve", bundle.text, "--agreement", agreement.text, "--purpose", "prosecution", "--case",
                caseNumber.text,
                "--out", "received.asice",
            ], as: .leader)
        try await saksi(["open", "received.asice", "--trust", "pki/trust.yaml", "--out", "working-copies"])
    }

    func part(_ bundle: BundleID) async throws {
        narrator.step(
            "A part, for somebody who may have a part",
            """
            The officer seconded to Cambodia may have documents and chats, and nothing that identifies the victim. What \
            comes is an extract signed by the node: the redaction in the place of the complaint, and nothing of what is \
            held back, not even its name. It is still proved by the investigator's own signature.
            """)
        try await saksi(
            [
                "retrieve", bundle.text, "--agreement", agreement.text, "--purpose", "investigation", "--case",
                caseNumber.text, "--out", "part.asice",
            ], as: .seconded)
        try await saksi(["verify", "part.asice", "--trust", "pki/trust.yaml"])
    }

    func changedByte() async throws {
        narrator.step(
            "A changed byte is found",
            "Somebody changes one byte in the middle of a copy. The check says so, says where, and ends with status 1.")
        var bytes = Array(FileManager.default.contents(atPath: stage.path("received.asice")) ?? Data())
        guard !bytes.isEmpty else {
            throw DemoError(
                .demoUnexpected, "The retrieved bundle is not there.", next: "Report it: this is a fault of ours.")
        }
        bytes[bytes.count / 3] ^= 0x01
        try OutputFile.write(bytes, to: stage.path("changed.asice"))
        try await saksi(["verify", "changed.asice", "--trust", "pki/trust.yaml"], expecting: [1])
    }

    func custody(_ bundle: BundleID) async throws {
        narrator.step(
            "Every hand it passed through",
            """
            What no transfer makes is recorded by the person who did it: here the Thai leader examines the exhibits. Words \
            never enter the log, because other countries keep copies of it; it gets a salted digest, and the words stay in \
            the file. Then the Cambodian prosecutor asks for the whole line, refusals included, and the program proves \
            each step.
            """)
        try await saksi(
            [
                "custody", "record", "examined", bundle.text, "--agreement", agreement.text, "--location",
                "TH-BKK-0001",
                "--note", exhibits == nil ? "Read in full; compared with the bank's own list." : "Read in full.",
            ], as: .leader)
        try await saksi(["custody", "show", bundle.text, "--agreement", agreement.text], as: .prosecutor)
        narrator.say(
            """
            For a court it becomes a page to print, with the files that prove it beside it. The Thai leader makes it together \
            with the copy that was received:
            """)
        try await saksi(
            [
                "custody", "certificate", bundle.text, "--agreement", agreement.text, "--copy", "received.asice",
                "--out",
                "custody",
            ], as: .leader)
    }
}
