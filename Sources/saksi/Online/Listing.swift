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

extension NodeSession {
    /// The exhibits of one bundle that we may see, page by page.
    func exhibits(of bundle: BundleID, under agreement: AgreementID) async throws -> [ExhibitSummary] {
        var exhibits: [ExhibitSummary] = []
        var after: ExhibitNumber?
        repeat {
            try Task.checkCancellation()
            let page = try await exhibitPage(of: bundle, under: agreement, after: after)
            exhibits += page.exhibits
            after = page.exhibits.isEmpty ? nil : page.next
        } while after != nil
        return exhibits
    }

    /// How signed events name exhibits: by number and salted commitment.
    // The optimiser of Swift 6.3.1 crashes on this function (CoroSplit, typed errors across suspensions).
    @_optimize(none)
    func mentions(
        of numbers: [ExhibitNumber], in bundle: BundleID, under agreement: AgreementID
    ) async throws -> [ExhibitMention] {
        var mentions: [ExhibitMention] = []
        var page: [ExhibitSummary] = []
        for number in Set(numbers).sorted() {
            // Exhibits that stand together come in one page.
            if !(page.contains { $0.number == number }) {
                let before = number.value > 1 ? try ExhibitNumber(number.value - 1) : nil
                page = try await exhibitPage(of: bundle, under: agreement, after: before).exhibits
            }
            guard let exhibit = page.first(where: { $0.number == number }) else {
                throw OnlineError(
                    .onlineExhibit, "There is no exhibit \(number) in this bundle for you.",
                    next: "See what there is: saksi list --agreement ID --bundle BUNDLE.")
            }
            mentions.append(ExhibitMention(number: number, commitment: exhibit.commitment))
        }
        return mentions
    }

    private func exhibitPage(
        of bundle: BundleID, under agreement: AgreementID, after: ExhibitNumber?
    ) async throws -> ExhibitPage {
        let filter = after.map { "after=\($0.value)&" } ?? ""
        return try await client.send(.get, Routes.exhibits.path(agreement, bundle) + "?\(filter)limit=500")
            .record(ExhibitPage.self, noun: "page of exhibits")
    }
}

extension NodeSession {
    /// The overrides about what we may see, page by page, and the policy that a new one names.
    func overrides(under agreement: AgreementID) async throws -> OverrideList {
        var overrides: [OverrideSummary] = []
        var after: UInt64?
        while true {
            try Task.checkCancellation()
            let page = try await client.send(.get, Self.page(Routes.overrides.path(agreement), after: after))
                .record(OverrideList.self, noun: "page of overrides")
            overrides += page.overrides
            after = page.overrides.isEmpty ? nil : page.next
            if after == nil { return OverrideList(overrides: overrides, next: nil, policy: page.policy) }
        }
    }

    /// The courts' orders about what we may see, page by page.
    func courtOrders(under agreement: AgreementID) async throws -> [CourtOrderList.Order] {
        var orders: [CourtOrderList.Order] = []
        var after: UInt64?
        repeat {
            try Task.checkCancellation()
            let page = try await client.send(.get, Self.page(Routes.courtOrders.path(agreement), after: after))
                .record(CourtOrderList.self, noun: "page of courts' orders")
            orders += page.orders
            after = page.orders.isEmpty ? nil : page.next
        } while after != nil
        return orders
    }

    /// What policy would say of all that is asked, page by page.
    func decide(
        _ question: DecideRequest, on bundle: BundleID, under agreement: AgreementID
    ) async throws -> [DecideAnswer] {
        let body = try CanonicalJSON.encode(question)
        var pages: [DecideAnswer] = []
        var after: ExhibitNumber?
        repeat {
            try Task.checkCancellation()
            let path = Routes.decide.path(agreement, bundle)
            let page = try await client.send(.post, path + (after.map { "?after=\($0.value)" } ?? ""), body: body)
                .record(DecideAnswer.self, noun: "answer")
            pages.append(page)
            after = page.exhibits.isEmpty ? nil : page.next
        } while after != nil
        return pages
    }

    private static func page(_ path: String, after: UInt64?) -> String {
        path + "?" + (after.map { "after=\($0)&" } ?? "") + "limit=500"
    }
}
