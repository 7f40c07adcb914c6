package import Vocabulary

/// What one site saw of the hearing. Both sites write one; they are laid side by side, never merged.
package struct SiteView: Hashable, Sendable, Codable {
    package let site: SiteCode
    package let opened: StatedInstant
    package let closed: StatedInstant
    package let attendance: [Attendance]
    package let oath: Oath
    package let breaks: [Break]
    package let interruptions: [Interruption]
    package let segments: [Segment]
    package let remarks: Sentence?
}

/// Somebody in a room, from when to when.
package struct Attendance: Hashable, Sendable, Codable {
    package let person: PersonNumber
    package let function: PresentFunction
    package let site: SiteCode
    package let `in`: StatedInstant
    package let out: StatedInstant
}

package struct Oath: Hashable, Sendable, Codable {
    package let form: OathForm
    /// Which side took it, and so under whose law.
    package let by: HearingSide
    /// The article; without an oath it has to be named.
    package let law: Sentence?
    package let at: StatedInstant
}

package struct Break: Hashable, Sendable, Codable {
    package let start: StatedInstant
    package let end: StatedInstant
}

package struct Interruption: Hashable, Sendable, Codable {
    package let start: StatedInstant
    package let end: StatedInstant
    package let cause: InterruptionCause
    package let testimony: TestimonyEffect
    package let resumed: Resumption
    package let detail: Sentence?
}

/// One file of the recording, hashed when the recorder had closed it.
package struct Segment: Hashable, Sendable, Codable {
    /// From 1, without gaps.
    package let number: Int
    package let start: StatedInstant
    package let end: StatedInstant
    /// In bytes.
    package let size: Int64
    package let digest: Digest
}
