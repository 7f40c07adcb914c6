import EvidenceBundle
import Policy
import Store
import Vocabulary

/// Decides who may list what, once for each set of facts.
///
/// Exhibits that are alike in all that protects them are decided together, from the classes that the register keeps
/// of every bundle: so the answer costs the same however many exhibits there are. Listing releases nothing, so which
/// redactions a bundle holds is not asked.
struct ListingDecisions {
    private let deciding: Deciding
    private var known: [ItemFacts: Bool] = [:]
    /// Whether some clause on listing asks for what only the record of an exhibit says.
    private let recordsDecide: Bool

    init(_ deciding: Deciding) {
        self.deciding = deciding
        let clauses =
            deciding.active.library.agreements.flatMap(\.clauses) + deciding.active.library.laws.flatMap(\.clauses)
        recordsDecide = clauses.contains {
            $0.actions.contains(.list) && ($0.item.copies != nil || $0.item.evaluations != nil)
        }
    }

    mutating func permits(_ facts: ItemFacts) -> Bool {
        if let answer = known[facts] { return answer }
        let answer = deciding.decide(.list, on: facts).outcome == .permit
        known[facts] = answer
        return answer
    }

    mutating func permits(_ exhibit: ExhibitRecord, in channel: Channel) -> Bool {
        var facts = ItemFacts(exhibit, channel: channel, redacted: [])
        facts.redactions = .unknown
        return permits(facts)
    }

    /// The classes of a bundle of which the member may list an exhibit, with those exhibits counted.
    mutating func listable(
        _ classes: [ExhibitClass], of row: BundleRow?, in register: Register
    ) throws -> [ListedClass] {
        guard let row else { return [] }
        if recordsDecide { return try counted(row, in: register) }
        var listable: [ListedClass] = []
        for exhibits in classes where permits(ItemFacts(exhibits, channel: row.channel)) {
            listable.append(ListedClass(exhibits))
        }
        return listable
    }

    /// The same from the records of the exhibits.
    private mutating func counted(_ row: BundleRow, in register: Register) throws -> [ListedClass] {
        guard let bundle = try HeldBundle(row.id, under: row.agreement, in: register) else { return [] }
        var counted: [ListedClass] = []
        for exhibit in bundle.exhibits where permits(exhibit.record, in: row.channel) {
            let alike = ListedClass(exhibit.record)
            if let place = counted.firstIndex(where: { $0.isLike(alike) }) {
                counted[place] = counted[place].adding(alike)
            } else {
                counted.append(alike)
            }
        }
        return counted
    }
}

extension ItemFacts {
    /// What a class says of each of its exhibits.
    fileprivate init(_ exhibits: ExhibitClass, channel: Channel) {
        self.init()
        category = Fact(exhibits.category, from: .bundleRecord)
        victimIdentity = Fact(exhibits.victimIdentity, from: .bundleRecord)
        flags = Fact(exhibits.flags, from: .bundleRecord)
        handling = Fact(exhibits.handling, from: .bundleRecord)
        origin = Fact(exhibits.origin, from: .bundleRecord)
        self.channel = Fact(channel, from: .bundleRecord)
    }
}
