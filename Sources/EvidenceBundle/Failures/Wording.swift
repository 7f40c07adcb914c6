import Vocabulary

extension String {
    /// The text as one word of a command line, to be copied from a message into a shell.
    ///
    /// What could not be seen in a message, such as a line end, is written as the shell's `$'…'` spells it.
    package var shellWord: String {
        let isPlain = unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
                || scalar.properties.numericType != nil || "-_./=:@%+,".unicodeScalars.contains(scalar)
        }
        if isPlain, !isEmpty { return self }
        let isVisible = unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !$0.isBidirectionalControl
        }
        guard !isVisible else {
            return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        let spelled = utf8.map { byte -> String in
            switch byte {
            case 0x20...0x26, 0x28...0x5B, 0x5D...0x7E: String(UnicodeScalar(byte))
            default: "\\x" + Hexadecimal.encode([byte])
            }
        }
        return "$'" + spelled.joined() + "'"
    }
}
