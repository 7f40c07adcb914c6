import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// A bundle that the node holds, with the records of its exhibits as their packer signed them.
struct HeldBundle: Sendable {
    struct Exhibit: Sendable {
        let record: ExhibitRecord
        /// Canonical JSON, as in the bundle.
        let bytes: [UInt8]

        init(_ row: ExhibitRow) throws {
            record = try CanonicalJSON.decode(
                ExhibitRecord.self, from: row.record, noun: "record of an exhibit", limit: ExhibitRecord.longest)
            bytes = row.record
        }

        /// How events name it.
        var mention: ExhibitMention {
            ExhibitMention(
                number: record.number, commitment: SaltedCommitment(salt: record.salt, content: bytes))
        }
    }

    let row: BundleRow
    /// In the order of their numbers.
    let exhibits: [Exhibit]
    let redactions: Redactions

    /// - Returns: nil if there is no such bundle under the agreement.
    init?(_ id: BundleID, under agreement: AgreementID, in register: Register) throws {
        guard let row = try register.bundle(id, agreement: agreement) else { return nil }
        self.row = row
        var exhibits: [Exhibit] = []
        var last: ExhibitNumber?
        while true {
            let page = try register.exhibits(of: id, agreement: agreement, after: last, limit: 1000)
            guard let final = page.last else { break }
            last = final.number
            exhibits += try page.map { try Exhibit($0) }
        }
        self.exhibits = exhibits
        redactions = Redactions(exhibits.map(\.record))
    }

    var mention: BundleMention { BundleMention(id: row.id, digest: row.digest) }

    func facts(of exhibit: ExhibitRecord) -> ItemFacts {
        var facts = ItemFacts(exhibit, channel: row.channel, redacted: redactions.redacted)
        facts.bundle = row.digest
        return facts
    }
}

extension Deciding {
    /// One decision for each set of facts that some exhibit has. What was approved or consented to for some exhibits
    /// alone sets these apart from others that are like them.
    func decide(
        _ action: Action, purpose: Purpose? = nil, declaring declared: Declaration = .nothing,
        about known: KnownCase? = nil,
        on exhibits: [ExhibitRecord], of bundle: HeldBundle
    ) throws -> DecidedExhibits {
        let given = try given(action, of: bundle.row.digest)
        var places: [Likeness: Int] = [:]
        var groups: [Group] = []
        for exhibit in exhibits {
            let own = given.covering(exhibit.number)
            let likeness = Likeness(facts: bundle.facts(of: exhibit), given: own.events)
            let place = places[likeness] ?? groups.count
            if place == groups.count {
                places[likeness] = place
                groups.append(Group(facts: likeness.facts, given: own))
            }
            groups[place].numbers.append(exhibit.number)
        }
        var decided = DecidedExhibits()
        for group in groups {
            var facts = group.facts
            facts.exhibits = ExhibitSelection(group.numbers)
            let place = decided.add(
                decide(action, purpose: purpose, declaring: declared, about: known, on: facts, given: group.given))
            for number in group.numbers { decided.places[number] = place }
        }
        return decided
    }

    private struct Likeness: Hashable {
        let facts: ItemFacts
        let given: Set<Digest>
    }

    private struct Group {
        let facts: ItemFacts
        let given: Given
        var numbers: [ExhibitNumber] = []
    }
}

/// What was decided on the exhibits of one bundle.
struct DecidedExhibits: Sendable {
    private(set) var decisions: [Policy.Decision] = []
    /// Which of the decisions is about an exhibit.
    var places: [ExhibitNumber: Int] = [:]

    subscript(number: ExhibitNumber) -> Policy.Decision? {
        places[number].map { decisions[$0] }
    }

    mutating func add(_ decision: Policy.Decision) -> Int {
        decisions.append(decision)
        return decisions.count - 1
    }
}
