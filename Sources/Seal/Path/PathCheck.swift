import COpenSSL
import Vocabulary

/// OpenSSL's path validation (RFC 5280, section 6) with its strict flag, over exactly one path.
///
/// Time is not OpenSSL's to check: it takes the last second of a validity as past it, RFC 5280 does not.
enum PathCheck {
    /// - Parameter path: from the leaf to the root, which is taken as trusted.
    static func verify(_ path: [Certificate]) throws(SealError) {
        guard let leaf = path.first, let root = path.last, path.count > 1 else {
            throw SealError(.chainIncomplete, "There is no path to check.", next: "Present the whole chain.")
        }
        let store = try StoreHandle()
        try store.trust(root)
        let leafHandle = try CertificateHandle(leaf)
        let others = try StackHandle()
        for certificate in path.dropFirst().dropLast() { try others.append(certificate) }
        let context = try ContextHandle()
        guard unsafe X509_STORE_CTX_init(context.pointer, store.pointer, leafHandle.pointer, others.pointer) == 1 else {
            throw SealError.openssl("preparing a path")
        }
        let result = unsafe X509_verify_cert(context.pointer)
        ERR_clear_error()
        guard result == 1 else {
            let depth = Int(unsafe X509_STORE_CTX_get_error_depth(context.pointer))
            let subject = path.indices.contains(depth) ? path[depth].subject : leaf.subject
            throw refusal(Int32(unsafe X509_STORE_CTX_get_error(context.pointer)), subject: subject)
        }
        // OpenSSL builds its own path: it must be the one that our own rules were applied to.
        guard unsafe saksi_certificates_count(X509_STORE_CTX_get0_chain(context.pointer)) == Int32(path.count) else {
            throw SealError(
                .chainInvalid, "The chain is not the one that was presented.", next: "Present the chain alone.")
        }
    }

    /// Whether a certificate's own key made its signature.
    static func isSelfSigned(_ certificate: Certificate) throws(SealError) -> Bool {
        try isSigned(certificate, by: certificate)
    }

    /// Whether the key of one certificate made the signature of another.
    static func isSigned(_ certificate: Certificate, by issuer: Certificate) throws(SealError) -> Bool {
        let one = try CertificateHandle(certificate)
        let other = try CertificateHandle(issuer)
        let result = unsafe X509_verify(one.pointer, X509_get0_pubkey(other.pointer))
        ERR_clear_error()
        return result == 1
    }

    private static func refusal(_ error: Int32, subject: String) -> SealError {
        func refused(_ code: ErrorCode, _ reason: String) -> SealError {
            SealError(
                code, "\(reason): “\(subject)”.", next: "Ask the authority that issued it for a right certificate.")
        }
        switch error {
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE,
            X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH:
            return refused(.chainSignature, "A certificate was not signed by its issuer")
        case X509_V_ERR_INVALID_CA, X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            return refused(.chainAuthority, "A certificate was issued by one that may not issue")
        case X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_CERT_CHAIN_TOO_LONG:
            return refused(.chainLength, "The chain is longer than an authority in it permits")
        case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_SUBTREE_MINMAX,
            X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX,
            X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
            return refused(.chainNames, "A certificate holds a name that its issuer may not give")
        default:
            let words = unsafe String(cString: X509_verify_cert_error_string(Int(error)))
            return refused(.chainInvalid, "A certificate cannot be relied on (\(words))")
        }
    }
}

@safe private struct StoreHandle: ~Copyable {
    let pointer: OpaquePointer

    init() throws(SealError) {
        guard let store = unsafe X509_STORE_new() else { throw SealError.openssl("preparing a path") }
        unsafe pointer = store
    }

    func trust(_ root: Certificate) throws(SealError) {
        let root = try CertificateHandle(root)
        let options = unsafe X509_STORE_get0_param(pointer)
        // The one root in the store is trusted by its digest, whatever its issuer's name says: hence PARTIAL_CHAIN.
        let flags = UInt(
            X509_V_FLAG_X509_STRICT | X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN)
        guard unsafe X509_STORE_add_cert(pointer, root.pointer) == 1,
            unsafe X509_VERIFY_PARAM_set_flags(options, flags) == 1
        else { throw SealError.openssl("preparing a path") }
        // 112 bits or more: nothing with MD5 or SHA-1.
        unsafe X509_VERIFY_PARAM_set_auth_level(options, 2)
    }

    deinit { unsafe X509_STORE_free(pointer) }
}

@safe private struct ContextHandle: ~Copyable {
    let pointer: OpaquePointer

    init() throws(SealError) {
        guard let context = unsafe X509_STORE_CTX_new() else { throw SealError.openssl("preparing a path") }
        unsafe pointer = context
    }

    deinit { unsafe X509_STORE_CTX_free(pointer) }
}

@safe private struct CertificateHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ certificate: Certificate) throws(SealError) {
        let one = unsafe certificate.der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_X509(nil, &position, bytes.count)
        }
        guard let one = unsafe one else {
            ERR_clear_error()
            throw SealError(
                .certificateMalformed, "OpenSSL cannot read the certificate “\(certificate.subject)”.",
                next: "Ask its owner for the certificate file again.")
        }
        unsafe pointer = one
    }

    deinit { unsafe X509_free(pointer) }
}

@safe private struct StackHandle: ~Copyable {
    let pointer: OpaquePointer

    init() throws(SealError) {
        guard let stack = unsafe saksi_certificates_new() else { throw SealError.openssl("preparing a path") }
        unsafe pointer = stack
    }

    func append(_ certificate: Certificate) throws(SealError) {
        let one = try CertificateHandle(certificate)
        guard unsafe X509_up_ref(one.pointer) == 1 else { throw SealError.openssl("preparing a path") }
        guard unsafe saksi_certificates_push(pointer, one.pointer) > 0 else {
            unsafe X509_free(one.pointer)
            throw SealError.openssl("preparing a path")
        }
    }

    deinit { unsafe saksi_certificates_free(pointer) }
}
