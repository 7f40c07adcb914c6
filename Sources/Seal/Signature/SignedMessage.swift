import COpenSSL
import Vocabulary

/// CMS signatures (RFC 5652) as OpenSSL makes and checks them.
enum SignedMessage {
    private static let signing = UInt32(CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)
    private static let partial = UInt32(CMS_PARTIAL)
    private static let stamping = UInt32(CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)
    private static let bare = UInt32(CMS_NOCERTS)
    /// Trust in the signer's certificate is `TrustList.validate`'s to decide.
    private static let checkingInside = UInt32(CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY)
    private static let checking = checkingInside | UInt32(CMS_DETACHED)

    /// - Returns: a detached CAdES-BES signature in DER.
    static func sign(
        _ content: [UInt8], chain: CertificateChain, key: Secret<[UInt8]>, claimedAt: Instant?
    ) throws(SealError) -> [UInt8] {
        try make(content, NID_pkcs7_data, chain: chain, key: key, claimedAt: claimedAt, flags: signing)
    }

    /// - Parameters:
    ///   - info: TSTInfo, which the token carries inside.
    ///   - withCertificates: whether the chain goes in as well.
    /// - Returns: a time-stamp token (RFC 3161, section 2.4.2) in DER.
    static func stamp(
        _ info: [UInt8], chain: CertificateChain, key: Secret<[UInt8]>, at time: Instant, withCertificates: Bool
    ) throws(SealError) -> [UInt8] {
        try make(
            info, NID_id_smime_ct_TSTInfo, chain: chain, key: key, claimedAt: time,
            flags: withCertificates ? stamping : stamping | bare)
    }

    private static func make(
        _ content: [UInt8], _ type: Int32, chain: CertificateChain, key: Secret<[UInt8]>, claimedAt: Instant?,
        flags: UInt32
    ) throws(SealError) -> [UInt8] {
        let key = try KeyHandle(key.revealed)
        let leaf = try CertificateHandle(chain.leaf)
        let data = try MemoryHandle(content)
        let message = try unsafe MessageHandle(CMS_sign(nil, nil, nil, data.pointer, flags | partial))
        guard unsafe CMS_set1_eContentType(message.pointer, OBJ_nid2obj(type)) == 1 else { throw failure }
        for certificate in flags & bare == 0 ? chain.intermediates : [] {
            let one = try CertificateHandle(certificate)
            guard unsafe CMS_add1_cert(message.pointer, one.pointer) == 1 else { throw failure }
        }
        guard
            let signer = unsafe CMS_add1_signer(
                message.pointer, leaf.pointer, key.pointer, EVP_sha256(), flags | partial)
        else { throw failure }
        if let claimedAt {
            let time = try TimeHandle(claimedAt)
            guard
                unsafe CMS_signed_add1_attr_by_NID(
                    signer, NID_pkcs9_signingTime, unsafe ASN1_STRING_type(time.pointer), time.pointer, -1) == 1
            else { throw failure }
        }
        guard unsafe CMS_final(message.pointer, data.pointer, nil, flags) == 1 else { throw failure }
        return try message.der()
    }

    /// Whether message digest and signature fit the content, by the signer's certificate inside the message.
    static func isRight(_ der: [UInt8], over content: [UInt8]) throws(SealError) -> Bool {
        let message = try MessageHandle(der)
        let data = try MemoryHandle(content)
        let result = unsafe CMS_verify(message.pointer, nil, nil, data.pointer, nil, checking)
        ERR_clear_error()
        return result == 1
    }

    /// Whether message digest and signature fit the content inside the message.
    static func isRight(_ der: [UInt8]) throws(SealError) -> Bool {
        let message = try MessageHandle(der)
        let result = unsafe CMS_verify(message.pointer, nil, nil, nil, nil, checkingInside)
        ERR_clear_error()
        return result == 1
    }

    /// The message with a time-stamp as its only signer's unsigned attribute.
    static func adding(_ token: [UInt8], to der: [UInt8]) throws(SealError) -> [UInt8] {
        let message = try MessageHandle(der)
        guard let signer = unsafe saksi_only_signer(message.pointer),
            unsafe CMS_unsigned_add1_attr_by_NID(
                signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token, Int32(token.count)) == 1
        else { throw failure }
        return try message.der()
    }

    /// The message as OpenSSL writes it: equal to what was read if that was DER.
    static func reencoded(_ der: [UInt8]) throws(SealError) -> [UInt8] {
        try MessageHandle(der).der()
    }

    private static var failure: SealError { .openssl("signing") }
}

@safe private struct KeyHandle: ~Copyable {
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

@safe private struct CertificateHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ certificate: Certificate) throws(SealError) {
        let one = unsafe certificate.der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_X509(nil, &position, bytes.count)
        }
        guard let one = unsafe one else { throw SealError.openssl("reading a certificate") }
        unsafe pointer = one
    }

    deinit { unsafe X509_free(pointer) }
}

@safe private struct TimeHandle: ~Copyable {
    let pointer: UnsafeMutablePointer<ASN1_TIME>

    init(_ instant: Instant) throws(SealError) {
        guard let time = unsafe ASN1_TIME_set(nil, Int(instant.secondsSince1970)) else {
            throw SealError.openssl("writing a time")
        }
        unsafe pointer = time
    }

    deinit { unsafe ASN1_TIME_free(pointer) }
}

@safe private struct MemoryHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ bytes: [UInt8]) throws(SealError) {
        guard bytes.count <= Int(Int32.max), let memory = unsafe BIO_new(BIO_s_mem()) else {
            throw SealError.openssl("reading content")
        }
        let written = unsafe BIO_write(memory, bytes, Int32(bytes.count))
        guard bytes.isEmpty || Int(written) == bytes.count else {
            unsafe BIO_free(memory)
            throw SealError.openssl("reading content")
        }
        unsafe pointer = memory
    }

    deinit { unsafe BIO_free(pointer) }
}

@safe private struct MessageHandle: ~Copyable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer?) throws(SealError) {
        guard let pointer = unsafe pointer else { throw SealError.openssl("signing") }
        unsafe self.pointer = unsafe pointer
    }

    init(_ der: [UInt8]) throws(SealError) {
        let message = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_CMS_ContentInfo(nil, &position, bytes.count)
        }
        guard let message = unsafe message else {
            ERR_clear_error()
            throw SealError(
                .signatureMalformed, "What should be a signature is not one.", next: "Ask for the original file again.")
        }
        unsafe pointer = message
    }

    func der() throws(SealError) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_CMS_ContentInfo(pointer, &start)
        defer { unsafe saksi_free(start) }
        guard length > 0, let start = unsafe start else { throw SealError.openssl("encoding a signature") }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
    }

    deinit { unsafe CMS_ContentInfo_free(pointer) }
}
