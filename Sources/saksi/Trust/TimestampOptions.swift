import ArgumentParser
import Courier
import Seal
import Vocabulary

/// Where a signature gets a time-stamp.
struct TimestampOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A time-stamping authority of another party: http://host:port/, or a node's https://host:port/v1/timestamp.",
            valueName: "url"))
    var timestamp: String?
}

extension Session {
    /// Asks the authority that the option names. What it gives is held against the trust list, if there is one.
    ///
    /// - Parameters:
    ///   - signer: who signs, and whose certificate a node is shown.
    ///   - trust: without one nobody here can say whether the authority is to be believed, which is said.
    /// - Returns: nil without the option.
    func timestamps(
        _ options: TimestampOptions, for signer: Credential, trust: @autoclosure () throws -> TrustStore?
    ) throws -> TimestampSource? {
        guard let text = options.timestamp else { return nil }
        let address = try TimestampAddress(parsing: text)
        let store = try trust()
        var tls: NodeTLS?
        if address.isNode {
            guard let store else {
                throw CommandError(
                    .commandUsage, "A node is asked for a time-stamp only if a trust list says which node it is.",
                    next: "Name the trust list with --trust FILE or in the profile.")
            }
            tls = try NodeTLS(credential: signer, expecting: .anyNode, trust: store, timekeeper: time)
        }
        let client = try TimestampClient(address, tls: tls, timekeeper: time, randomness: randomness)
        let (output, time) = (output, time)
        let party = signer.identity.party
        return { (digest) async throws(SealError) in
            let token = try await client.token(over: digest)
            guard let store else {
                output.note("Note: there is no trust list, so whether \(address) is to be believed is not known.")
                return token
            }
            let stamp = try store.validate(token, over: digest, now: time.now)
            if !stamp.counts(against: party) {
                output.note(
                    "Note: \(stamp.authority.identity) is of the signer's own party; its time-stamp is shown, and does "
                        + "not count as trusted time.")
            }
            return token
        }
    }
}
