import COpenSSL

/// Signatures with RSA-PSS and over revocation lists, made and checked by OpenSSL.
enum RawSignature {
    /// Whether an RSA-PSS signature (SHA-256, salt of 32 bytes) fits the message.
    ///
    /// - Parameter keyInfo: SubjectPublicKeyInfo.
    static func isRight(_ signature: [UInt8], over message: [UInt8], keyInfo: [UInt8]) throws(SealError) -> Bool {
        let key = try PublicHandle(keyInfo)
        let context = try ContextHandle()
        var options: OpaquePointer?
        guard unsafe EVP_DigestVerifyInit(context.pointer, &options, EVP_sha256(), nil, key.pointer) == 1,
            unsafe usePSS(options)
        else { throw SealError.openssl("checking an RSA signature") }
        let result = unsafe EVP_DigestVerify(context.pointer, signature, signature.count, message, message.count)
        ERR_clear_error()
        return result == 1
    }

    /// - Parameter privateKey: PKCS#8.
    static func pss(over message: [UInt8], privateKey: [UInt8]) throws(SealError) -> [UInt8] {
        let key = try PrivateHandle(privateKey)
        let context = try ContextHandle()
        var options: OpaquePointer?
        var length = 0
        guard unsafe EVP_DigestSignInit(context.pointer, &options, EVP_sha256(), nil, key.pointer) == 1,
            unsafe usePSS(options),
            unsafe EVP_DigestSign(context.pointer, nil, &length, message, message.count) == 1
        else { throw SealError.openssl("signing with an RSA key") }
        var signature = [UInt8](repeating: 0, count: length)
        guard unsafe EVP_DigestSign(context.pointer, &signature, &length, message, message.count) == 1 else {
            throw SealError.openssl("signing with an RSA key")
        }
        return Array(signature.prefix(length))
    }

    /// Whether the key signed this revocation list.
    static func isSigned(list: [UInt8], keyInfo: [UInt8]) throws(SealError) -> Bool {
        let key = try PublicHandle(keyInfo)
        let list = try ListHandle(list)
        let result = unsafe X509_CRL_verify(list.pointer, key.pointer)
        ERR_clear_error()
        return result == 1
    }

    @unsafe private static func usePSS(_ options: OpaquePointer?) -> Bool {
        unsafe EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 32) == 1
    }
}

@safe private struct PublicHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ keyInfo: [UInt8]) throws(SealError) {
        let key = unsafe keyInfo.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_PUBKEY(nil, &position, bytes.count)
        }
        guard let key = unsafe key else { throw SealError.openssl("reading a public key") }
        unsafe pointer = key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

@safe private struct PrivateHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ pkcs8: [UInt8]) throws(SealError) {
        let key = unsafe pkcs8.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_AutoPrivateKey(nil, &position, bytes.count)
        }
        guard let key = unsafe key else { throw SealError.openssl("reading a private key") }
        unsafe pointer = key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

@safe private struct ListHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ der: [UInt8]) throws(SealError) {
        let list = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_X509_CRL(nil, &position, bytes.count)
        }
        guard let list = unsafe list else { throw SealError.openssl("reading a revocation list") }
        unsafe pointer = list
    }

    deinit { unsafe X509_CRL_free(pointer) }
}

@safe private struct ContextHandle: ~Copyable {
    let pointer: OpaquePointer

    init() throws(SealError) {
        guard let context = unsafe EVP_MD_CTX_new() else { throw SealError.openssl("starting a signature") }
        unsafe pointer = context
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }
}

extension SealError {
    /// OpenSSL refused something that should have worked. Its own words are left out: they can quote a key file.
    static func openssl(_ what: String) -> SealError {
        ERR_clear_error()
        return SealError(
            .cryptography, "OpenSSL failed while \(what).", next: "Check the file; if it is right, please report this.")
    }
}
