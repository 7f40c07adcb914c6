import Vocabulary

/// A bag that was exported from a bundle has all that the bundle had, and is judged like it.
extension Bag {
    private typealias Check = VerificationReport.Check

    /// - Parameter measured: SHA-256 of files that were read already.
    mutating func checkSignatures(_ asked: VerificationRequest, measured: [[UInt8]: [UInt8]]) throws(BundleError) {
        guard files.keys.contains(where: { $0.starts(with: "META-INF/".utf8) }) else {
            return checkUnsigned(asked)
        }
        let exported = ExportedBag(path: folder, files: files)
        for path in files.keys.filter({ (try? EntryPath(bytes: $0)) == nil }).sorted(by: Self.precedes).prefix(20) {
            failed(
                "manifest", .uncoveredEntry,
                "“\(String(decoding: path, as: UTF8.self).shownInMessage)” is in the bag; no bundle can hold that name."
            )
        }
        let found = try Verifier.check(exported, asked, measured: measured)
        identify(found.digest, found.trustedTime)
        add(found.checks.map(Self.spoken))
    }

    /// Nobody vouches for a bag without signatures. Where there were some once, or must be, that is a fault.
    private mutating func checkUnsigned(_ asked: VerificationRequest) {
        let marks = [RecordFile.path, Disclosure.path].filter { files[Array($0.utf8)] != nil }
        if let mark = marks.first {
            failed(
                "signature", .signatureMissing,
                "“\(mark)” says that this was exported from a bundle, but its signatures (META-INF) are gone.")
        } else if asked.mustBeSigned {
            let error = BundleError(
                .signatureMissing, "A trust list was given, and the bag carries no signature.",
                next: "Ask for the bundle that it was made from. A bag that nobody signed is checked for accidents "
                    + "alone, without --trust and --signed-by.")
            add([Check(failed: "signature", error)])
        } else {
            add([Check(notChecked: "signature", "a bag carries no signature: it shows accidents, not who made it")])
        }
        for one in asked.requiredSigners {
            failed("signers", .requiredSignerMissing, "\(one) has not signed, but must have.")
        }
        if let recipient = asked.recipient {
            failed("recipient", .recipientNotNamed, "The bag does not say that it is meant for \(recipient).")
        }
    }

    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

    /// The same, with the next step of a bag.
    private static func spoken(_ check: Check) -> Check {
        guard check.outcome == .failed, check.next == ContainerReader.askAgain, let code = check.code else {
            return check
        }
        return Check(failed: check.name, BundleError(code, check.message, next: askAgain))
    }
}

extension Verifier {
    /// Judges an exported bag: everything of a bundle but its container.
    fileprivate static func check(
        _ bag: ExportedBag, _ asked: VerificationRequest, measured: [[UInt8]: [UInt8]]
    ) throws(BundleError) -> VerificationReport {
        var verifier = Verifier(bag, asked)
        let signers = verifier.checkSigned()
        try verifier.checkContents(of: bag, measured)
        _ = verifier.checkRecords(signers)
        return verifier.report
    }

    /// Every file must be the one that was signed.
    private mutating func checkContents(of bag: ExportedBag, _ measured: [[UInt8]: [UInt8]]) throws(BundleError) {
        let before = report.failures.count
        for (path, digest) in signed.sorted(by: { $0.key < $1.key }) where bag.size(of: path) != nil {
            guard report.failures.count < before + 20 else { return }
            var found = measured[Array(path.text.utf8)]
            if found == nil { found = try bag.digest(of: path) }
            if found != digest.bytes {
                failed(
                    "contents", .digestMismatch,
                    "“\(path.text.shownInMessage)” is not what was signed: its SHA-256 differs.")
            }
        }
        guard report.failures.count == before, !signed.isEmpty else { return }
        passed("contents", "SHA-256 of \(signed.count.counted("file")) fits")
    }
}
