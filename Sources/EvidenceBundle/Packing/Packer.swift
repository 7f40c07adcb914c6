package import Seal
package import Vocabulary

/// Makes bundles: who signs, with what program, at what time.
package struct Packer: Sendable {
    private let credential: Credential
    private let tool: BundleRecord.Tool
    private let offset: UTCOffset
    private let timekeeper: any Timekeeper
    private let randomness: any Randomness
    private let stamps: TimestampSource?

    /// - Parameters:
    ///   - offset: of the clocks where the packing is done, to be shown with the time.
    ///   - stamps: where every signature gets a time-stamp, if it shall have one.
    package init(
        credential: Credential, tool: BundleRecord.Tool, offset: UTCOffset, timekeeper: any Timekeeper,
        randomness: any Randomness, stamps: TimestampSource? = nil
    ) {
        self.stamps = stamps
        self.credential = credential
        self.tool = tool
        self.offset = offset
        self.timekeeper = timekeeper
        self.randomness = randomness
    }

    /// Packs a folder into a signed bundle. The file is there only when it is complete and durable.
    /// - Parameter path: of the new file; an existing one is never written over.
    @concurrent @discardableResult package func pack(
        _ order: PackOrder, to path: String, progress: Progress.Callback? = nil
    ) async throws(BundleError) -> PackedBundle {
        try Self.check(path, isOutside: order.folder)
        try checkCredential()
        try Self.check(order.case)
        let plan = try PackPlan(order, packer: credential.identity, randomness: randomness)
        let record = record(
            agreement: order.agreement, channel: order.channel, case: order.case, recipients: order.recipients,
            leftOut: plan.leftOut.isEmpty ? nil : plan.leftOut)
        return try await write(plan, record, disclosure: nil, to: path, progress: progress)
    }

    /// Packs parts of another bundle, under the record that says so.
    func pack(
        _ plan: PackPlan, of origin: BundleRecord.Origin, like original: BundleRecord, recipients: [Recipient],
        disclosure: (json: [UInt8], signature: [UInt8]), to path: String
    ) async throws(BundleError) -> PackedBundle {
        let record = record(
            agreement: original.agreement, channel: original.channel,
            case: BundleRecord.CaseReference(number: original.case.number), recipients: recipients, extractOf: origin)
        return try await write(plan, record, disclosure: disclosure, to: path, progress: nil)
    }

    private func record(
        agreement: BundleRecord.AgreementReference, channel: Channel, case: BundleRecord.CaseReference,
        recipients: [Recipient], leftOut: [BundleRecord.LeftOut]? = nil,
        extractOf: BundleRecord.Origin? = nil
    ) -> BundleRecord {
        BundleRecord(
            format: BundleRecord.currentFormat, bundle: BundleID(from: randomness), agreement: agreement,
            channel: channel, case: `case`, created: StatedInstant(at: timekeeper.now, offset: offset),
            packer: credential.identity, tool: tool, recipients: recipients,
            leftOut: leftOut, extractOf: extractOf)
    }

    private func write(
        _ plan: PackPlan, _ record: BundleRecord, disclosure: (json: [UInt8], signature: [UInt8])?, to path: String,
        progress: Progress.Callback?
    ) async throws(BundleError) -> PackedBundle {
        try plan.check(record)
        let writer = try BundleWriter(plan, to: path, progress: progress)
        try await writer.writeExhibits()
        let (digest, size) = try await writer.finish(record, disclosure: disclosure) {
            (content) async throws(BundleError) in
            do throws(SealError) { return try await credential.cms(over: content, stampedBy: stamps) } catch {
                throw BundleError(error)
            }
        }
        return PackedBundle(path: path, record: record, exhibits: plan.exhibits.count, size: size, digest: digest)
    }

    /// What no verifier would accept is not signed: another's kind of certificate, one without the usages, one that
    /// has ended. Whether anybody trusts it is for the trust list of who verifies.
    private func checkCredential() throws(BundleError) {
        do throws(SealError) {
            guard credential.identity.kind == .member else {
                throw SealError(
                    .identityKind,
                    "\(credential.identity) is a \(credential.identity.kind); a bundle is packed by a member.",
                    next: "Sign with your own certificate: --identity FILE.")
            }
            try credential.check(for: .evidence, at: timekeeper.now)
        } catch { throw BundleError(error) }
    }

    /// References are signed and stand in lists: one line of visible text each, like a cell of the sheet not too long.
    private static func check(_ reference: BundleRecord.CaseReference) throws(BundleError) {
        for text in reference.references ?? [] {
            let isLine = text.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && $0.properties.generalCategory != .lineSeparator
                    && $0.properties.generalCategory != .paragraphSeparator && !$0.isBidirectionalControl
            }
            guard isLine, !text.isBlank, text.utf8.count <= SheetValue.longestText else {
                throw BundleError(
                    .caseReference, "“\(text.shownInMessage)” is not a reference of a case.",
                    next: "Write the number that the other ministry gave: one line of at most "
                        + "\(SheetValue.longestText) bytes.")
            }
        }
    }

    /// A bundle inside the folder that is packed would be taken for an exhibit the next time.
    private static func check(_ path: String, isOutside folder: String) throws(BundleError) {
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let inner = FolderPath.resolved(parent), let outer = FolderPath.resolved(folder) else { return }
        guard inner == outer || inner.utf8.starts(with: (outer == "/" ? outer : outer + "/").utf8) else { return }
        throw BundleError(
            .outputInside, "The bundle would be written into the folder that is packed.",
            next: "Choose a place outside of “\(folder.shownInMessage)” with --out.")
    }
}
