import Custody
import EvidenceBundle
import Vocabulary

/// A bundle, and the exhibits of it that somebody may list.
struct SeenBundle {
    let bundle: HeldBundle
    let visible: [HeldBundle.Exhibit]

    /// Whether they may list every exhibit of the bundle.
    var isWhole: Bool { visible.count == bundle.exhibits.count }

    /// Those of them that are named; all, where none is.
    func visible(of named: [ExhibitMention]?) -> [HeldBundle.Exhibit] {
        guard let named else { return visible }
        let numbers = Set(named.map(\.number))
        return visible.filter { numbers.contains($0.record.number) }
    }

    /// Whether they may list all that is named; where nothing is, all of the bundle.
    func covers(_ named: [ExhibitMention]?) -> Bool {
        visible(of: named).count == named?.count ?? bundle.exhibits.count
    }
}

/// The bundles of an agreement as one member may see them, each read once.
struct SeenBundles {
    private let look: (BundleID) throws -> (bundle: HeldBundle, visible: [HeldBundle.Exhibit])
    private var seen: [BundleID: SeenBundle?] = [:]

    /// - Parameter look: throws `ExchangeError.notThere` for a bundle of which the member may list nothing.
    init(_ look: @escaping (BundleID) throws -> (bundle: HeldBundle, visible: [HeldBundle.Exhibit])) {
        self.look = look
    }

    /// - Returns: nil for a bundle of which the member may list nothing, and for one that is not there.
    mutating func bundle(_ id: BundleID) throws -> SeenBundle? {
        if let known = seen[id] { return known }
        var found: SeenBundle?
        do {
            let (bundle, visible) = try look(id)
            found = SeenBundle(bundle: bundle, visible: visible)
        } catch let error as ExchangeError {
            guard error == .notThere else { throw error }
        }
        seen[id] = .some(found)
        return found
    }
}

extension ExchangeNode {
    func seenBundles(under active: ActiveAgreement, for caller: CallingMember) -> SeenBundles {
        SeenBundles { [self] in try visibleBundle($0, under: active, for: caller) }
    }
}
