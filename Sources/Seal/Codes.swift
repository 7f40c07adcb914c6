package import Vocabulary

/// Every way in which something of this module is refused; `docs/spec/codes.md` says what each means.
extension ErrorCode {
    // Files and keys
    package static let pemMalformed = ErrorCode("seal.pem", .trust)
    package static let keyUnreadable = ErrorCode("seal.key.unreadable", .trust)
    package static let keyPassphrase = ErrorCode("seal.key.passphrase", .trust)
    package static let keyMismatch = ErrorCode("seal.key.mismatch", .trust)
    package static let keyExposed = ErrorCode("seal.key.exposed", .trust)
    package static let credentialIdentity = ErrorCode("seal.credential.identity", .trust)
    package static let cryptography = ErrorCode("seal.cryptography", .bug)
    package static let digestState = ErrorCode("seal.digest.state", .storage)
    package static let fileUnreadable = ErrorCode("seal.file", .trust)
    package static let fileUnwritable = ErrorCode("seal.file.unwritable", .storage)
    package static let mintExists = ErrorCode("seal.mint.exists", .usage)

    // Signatures
    package static let signatureMalformed = ErrorCode("seal.signature.malformed", .evidence)
    package static let signatureNotCanonical = ErrorCode("seal.signature.not-canonical", .evidence)
    package static let signatureAttached = ErrorCode("seal.signature.attached", .evidence)
    package static let signatureSigners = ErrorCode("seal.signature.signers", .evidence)
    package static let signatureAlgorithm = ErrorCode("seal.signature.algorithm", .evidence)
    package static let signatureAttributes = ErrorCode("seal.signature.attributes", .evidence)
    package static let signatureCertificateMissing = ErrorCode("seal.signature.signing-certificate-missing", .evidence)
    package static let signatureCertificateDiffers = ErrorCode("seal.signature.signing-certificate-differs", .evidence)
    package static let signatureChain = ErrorCode("seal.signature.chain", .evidence)
    package static let signatureWrong = ErrorCode("seal.signature.wrong", .evidence)

    // Time-stamps
    package static let timestampMalformed = ErrorCode("seal.timestamp.malformed", .evidence)
    package static let timestampImprint = ErrorCode("seal.timestamp.imprint", .evidence)
    package static let timestampAlgorithm = ErrorCode("seal.timestamp.algorithm", .evidence)
    package static let timestampSigners = ErrorCode("seal.timestamp.signers", .evidence)
    package static let timestampCertificate = ErrorCode("seal.timestamp.certificate", .evidence)
    package static let timestampWrong = ErrorCode("seal.timestamp.wrong", .evidence)
    package static let timestampNonce = ErrorCode("seal.timestamp.nonce", .trust)
    package static let timestampAccuracy = ErrorCode("seal.timestamp.accuracy", .trust)
    package static let timestampClock = ErrorCode("seal.timestamp.clock", .trust)
    package static let timestampRefused = ErrorCode("seal.timestamp.refused", .refused)
    package static let timestampUnavailable = ErrorCode("seal.timestamp.unavailable", .tryAgain)
    package static let timestampPolicy = ErrorCode("seal.timestamp.policy", .usage)

    // Certificates and chains
    package static let certificateMalformed = ErrorCode("trust.certificate.malformed", .trust)
    package static let certificateVersion = ErrorCode("trust.certificate.version", .trust)
    package static let certificateSerial = ErrorCode("trust.certificate.serial", .trust)
    package static let certificateExtension = ErrorCode("trust.certificate.extension", .trust)
    package static let certificateName = ErrorCode("trust.certificate.name", .trust)
    package static let certificateKeyIdentifier = ErrorCode("trust.certificate.key-identifier", .trust)
    package static let certificateKey = ErrorCode("trust.certificate.key", .trust)
    package static let certificateAlgorithm = ErrorCode("trust.certificate.algorithm", .trust)
    package static let certificateExpired = ErrorCode("trust.certificate.expired", .trust)
    package static let certificateNotYetValid = ErrorCode("trust.certificate.not-yet-valid", .trust)
    package static let certificateUsage = ErrorCode("trust.certificate.usage", .trust)
    package static let certificateIsAuthority = ErrorCode("trust.certificate.is-authority", .trust)
    package static let chainEmpty = ErrorCode("trust.chain.empty", .trust)
    package static let chainIncomplete = ErrorCode("trust.chain.incomplete", .trust)
    package static let chainAuthority = ErrorCode("trust.chain.not-authority", .trust)
    package static let chainLength = ErrorCode("trust.chain.length", .trust)
    package static let chainNames = ErrorCode("trust.chain.name-constraints", .trust)
    package static let chainSignature = ErrorCode("trust.chain.signature", .trust)
    package static let chainInvalid = ErrorCode("trust.chain.invalid", .trust)
    package static let rootUnknown = ErrorCode("trust.root.unknown", .trust)

    // Identity
    package static let identityMissing = ErrorCode("trust.identity.missing", .trust)
    package static let identityKind = ErrorCode("trust.identity.kind", .trust)
    package static let identityNamespace = ErrorCode("trust.identity.namespace", .trust)
    package static let identityParty = ErrorCode("trust.identity.party-unknown", .trust)
    package static let notSignatory = ErrorCode("trust.identity.not-signatory", .trust)

    // Revocation
    package static let revoked = ErrorCode("trust.revocation.revoked", .trust)
    package static let revocationUnknown = ErrorCode("trust.revocation.unknown", .trust)
    package static let revocationStale = ErrorCode("trust.revocation.stale", .trust)
    package static let revocationListMalformed = ErrorCode("trust.revocation.list-malformed", .trust)
    package static let revocationListInvalid = ErrorCode("trust.revocation.list-invalid", .trust)

    // The trust list
    package static let trustListForm = ErrorCode("trust.list.form", .trust)
    package static let trustListUnsigned = ErrorCode("trust.list.unsigned", .trust)
    package static let trustListOlder = ErrorCode("trust.list.older", .trust)
    package static let trustListFile = ErrorCode("trust.list.file", .trust)
    package static let signedFileMissing = ErrorCode("trust.signed-file.signature-missing", .trust)
}
