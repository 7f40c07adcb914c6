package import Seal
package import Vocabulary

extension TrustList {
    /// Everybody whose cosignatures can count, with the key in use and with those before it.
    /// - Throws: `VocabularyError` if a key of the list is not of its form.
    package func knownCosigners() throws(VocabularyError) -> [Cosigner] {
        var known: [Cosigner] = []
        for cosigner in cosigners.values.sorted(by: { $0.identity < $1.identity }) {
            for key in cosigner.verifierKeys {
                known.append(Cosigner(identity: cosigner.identity, key: try VerifierKey(parsing: key)))
            }
        }
        return known
    }
}
