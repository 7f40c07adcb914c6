package import Vocabulary

/// The members of one agreement in a file of its own: `saksi-roster/1`. It gives nothing but who stands on the roster; what
/// they may do is in the agreement.
package struct RosterAnnex: Sendable {
    package let id: AgreementID
    /// Whose members it gives.
    package let agreement: AgreementID
    package let version: Int
    /// SHA-256 of the exact bytes of the file.
    package let digest: Digest
    package let supersedes: Supersession?
    /// As written: which days they cover, and whether they fit, follows from the agreement.
    let lines: [WrittenLine]

    /// What it says, without regard to order.
    var said: Set<RosterLine> { Set(lines.map(\.line)) }
}

/// A line of `members` as written; a day that is left out is that of the agreement.
struct RosterLine: Hashable, Sendable {
    let member: MemberID
    let role: RosterRole
    let secondedTo: Party?
    let leadsIn: Set<Party>?
    let from: CalendarDay?
    let until: CalendarDay?
}

/// Where an agreement's members stand, if they stand in a file of their own.
package struct RosterTerms: Hashable, Sendable {
    /// Who signs a change of the roster. The first version is signed for every party, whichever it is.
    package enum Signing: String, Word {
        /// Every party of the agreement.
        case everyParty = "every-party"
        /// The simplified way: each party whose own people the change touches.
        case ownParty = "own-party"

        package static let noun = "way to sign changes of a roster"
    }

    package let annex: AgreementID
    package let changesSignedBy: Signing
}

extension RosterAnnex {
    /// The parties of which a signatory must have signed this version.
    ///
    /// In the simplified way those whose own people are added, removed or changed. A line belongs to the party that sends
    /// the person, wherever it sends them to. What belongs to no party of the agreement is everybody's, and so is a
    /// version that changes nobody.
    /// - Parameter before: the version that it takes the place of; without it, it is a first version.
    package func signers(under agreement: Agreement, replacing before: RosterAnnex?) -> [Party] {
        let everybody = agreement.partyList
        guard agreement.annex?.changesSignedBy == .ownParty, let before, before.id == id,
            before.agreement == self.agreement, self.agreement == agreement.id,
            supersedes == Supersession(version: before.version, digest: before.digest)
        else { return everybody }
        let touched = Set(said.symmetricDifference(before.said).map(\.member.party))
        return touched.isEmpty || !touched.isSubset(of: everybody) ? everybody : touched.sorted()
    }
}

extension Agreement {
    /// The agreement with the members that the annex gives.
    /// - Throws: `PolicyError` if the annex is not the one that the agreement names, or if its lines do not fit.
    package func joined(with annex: RosterAnnex) throws(PolicyError) -> Agreement {
        guard annex.agreement == id, self.annex?.annex == annex.id else {
            throw PolicyError(
                .policyOtherRoster,
                annex.agreement == id
                    ? "\(annex.id) gives the members of \(id), which "
                        + (self.annex.map { "takes them from \($0.annex)." } ?? "has no roster in a file of its own.")
                    : "\(id) takes its members from \(annex.id), which gives those of \(annex.agreement).",
                next: "Correct the name of the roster in the agreement, or of the agreement in the roster.")
        }
        do throws(VocabularyError) {
            var joined = self
            joined.roster = try RosterReader(parties: parties, term: term, kind: kind).roster(annex.lines)
            joined.attached = annex
            return joined
        } catch {
            throw PolicyError(error)
        }
    }
}
