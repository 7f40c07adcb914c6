/// An unguessable 128-bit name, written as 32 lower-case hexadecimal digits.
///
/// `Kind` keeps the name of a bundle from being used where that of a release is meant.
package struct RandomID<Kind: Sendable>: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(Form.isLowerHex) else {
            throw Self.malformed(text, expected: "a random identifier: 32 lower-case hexadecimal digits")
        }
        self.text = text
    }

    package init(from randomness: any Randomness) {
        text = Hexadecimal.encode(randomness.bytes(16))
    }

    package static func == (left: Self, right: Self) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

package enum BundleKind: Sendable {}
package enum EventKind: Sendable {}
package enum DecisionKind: Sendable {}
package enum ReleaseKind: Sendable {}
package enum UploadKind: Sendable {}
package enum SessionKind: Sendable {}

package typealias BundleID = RandomID<BundleKind>
package typealias EventID = RandomID<EventKind>
package typealias DecisionID = RandomID<DecisionKind>
package typealias ReleaseID = RandomID<ReleaseKind>
package typealias UploadID = RandomID<UploadKind>
/// A video-link hearing.
package typealias SessionID = RandomID<SessionKind>
