import Custody
import Foundation
import Vocabulary

/// Two checkpoints that do not go together, and whether they could be kept. What was found is said either way.
struct KeptCheckpoints: Sendable {
    let pair: Contradiction
    /// Where they are.
    let file: String?
    /// Why they are nowhere.
    let trouble: String?

    /// Writes both into one file, once: at the first of these places that takes it.
    init(_ pair: Contradiction, at places: [String], mode: UInt32 = 0o644, receivedAt: Instant) {
        var trouble: String?
        for place in places {
            do {
                try Self.keep(pair, at: place, mode: mode, receivedAt: receivedAt)
                self.init(pair, file: place, trouble: nil)
                return
            } catch {
                trouble = trouble ?? (error as? any Failure)?.reason ?? "the file could not be written."
            }
        }
        self.init(pair, file: nil, trouble: trouble)
    }

    private init(_ pair: Contradiction, file: String?, trouble: String?) {
        self.pair = pair
        self.file = file
        self.trouble = trouble
    }

    /// Beside a receipt; where that cannot be written to, in the state folder.
    init(_ pair: Contradiction, beside receipt: String, in session: Session) {
        let name = Self.name(of: pair)
        self.init(
            pair, at: ["\(receipt).\(name)", "\(session.stateFolder)/contradictions/\(name)"], receivedAt: session.now)
    }

    static func name(of pair: Contradiction) -> String { "\(pair.kind.rawValue)-\(pair.id.hexadecimal).json" }

    private static func keep(_ pair: Contradiction, at file: String, mode: UInt32, receivedAt: Instant) throws {
        // What has the name is it only if it holds it.
        if let bytes = try? InputFile.read(file), let there = try? Contradiction(document: bytes), there.id == pair.id {
            return
        }
        try OutputFile.write(
            try pair.document(receivedAt: receivedAt), to: file, mode: mode, makingFolders: true)
    }

    /// Both notes, for who can keep them in no other way.
    var notes: String {
        "\(String(decoding: pair.cosigned.bytes, as: UTF8.self))\n\(String(decoding: pair.received.bytes, as: UTF8.self))"
    }

    /// Where they are kept, and what to do with them.
    var sentence: String {
        guard let file else {
            return
                "The two checkpoints are NOT kept: \(trouble ?? "") Copy both from here to a safe place now:\n\(notes)\n"
        }
        return "Both checkpoints are kept whole in “\(file.shownAsPath)”: copy that file to a safe place."
    }
}
