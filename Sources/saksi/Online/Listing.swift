import Courier
import Custody
import Vocabulary
import Wire

extension NodeSession {
    /// One bundle of the register, as far as policy lets us see it.
    func listed(_ bundle: BundleID, under agreement: AgreementID) async throws -> BundleSummary {
        let summary = try await client.send(.get, Routes.bundle.path(agreement, bundle))
            .record(BundleSummary.self, noun: "bundle of the register")
        guard summary.bundle == bundle else {
            throw OnlineError(
                .onlineNodeAnswer, "The node answered with another bundle than the one that was asked for.",
                next: "Tell the operator of the node.")
        }
        return summary
    }

    /// The whole register, page by page.
    func list(under agreement: AgreementID, case number: CaseNumber?) async throws -> [BundleSummary] {
        var bundles: [BundleSummary] = []
        var after: BundleID?
        repeat {
            try Task.checkCancellation()
            let filters = [number.map { "case=\($0)" }, after.map { "after=\($0)" }, "limit=200"].compactMap(\.self)
            let page = try await client.send(
                .get, Routes.bundles.path(agreement) + "?" + filters.joined(separator: "&")
            ).record(BundlePage.self, noun: "page of the register")
            bundles += page.bundles
            after = page.bundles.isEmpty ? nil : page.next
        } while after != nil
        return bundles
    }
}

extension BundleSummary {
    /// How signed events name exhibits: by number and salted commitment.
    func mentions(of numbers: [ExhibitNumber]) throws -> [ExhibitMention] {
        try Set(numbers).sorted().map { number in
            guard let exhibit = exhibits.first(where: { $0.number == number }) else {
                throw OnlineError(
                    .onlineExhibit, "There is no exhibit \(number) in this bundle for you.",
                    next: "See what there is: saksi list --agreement ID.")
            }
            return ExhibitMention(number: number, commitment: exhibit.commitment)
        }
    }
}
