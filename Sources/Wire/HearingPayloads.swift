package import Vocabulary

/// The hearings of an agreement: which accounts there are, and in which bundles they lie.
///
/// The accounts themselves are evidence, and are released like any other.
package struct HearingList: Codable, Hashable, Sendable {
    package struct Hearing: Codable, Hashable, Sendable {
        package let session: SessionID
        package let caseNumber: CaseNumber
        package let accounts: [Account]

        package init(session: SessionID, caseNumber: CaseNumber, accounts: [Account]) {
            self.session = session
            self.caseNumber = caseNumber
            self.accounts = accounts
        }
    }

    package struct Account: Codable, Hashable, Sendable {
        /// `presiding` or `assisting`.
        package let side: String
        package let bundle: BundleID
        package let author: MemberID
        package let acceptedAt: Instant

        package init(side: String, bundle: BundleID, author: MemberID, acceptedAt: Instant) {
            self.side = side
            self.bundle = bundle
            self.author = author
            self.acceptedAt = acceptedAt
        }
    }

    package let hearings: [Hearing]

    package init(hearings: [Hearing]) {
        self.hearings = hearings
    }
}
