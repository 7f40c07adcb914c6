import COpenSSL
import FoundationEssentials
import Vocabulary

/// Private keys in files: PEM, encrypted or not, and PKCS#12. Keys come out as PKCS#8.
enum KeyFile {
    /// - Throws: `seal.key.passphrase` if it is encrypted and the passphrase is missing or wrong.
    static func key(pem block: PEMFile.Block, passphrase: Secret<String>?) throws(SealError) -> Secret<[UInt8]> {
        let isEncrypted = block.label.hasPrefix("ENCRYPTED") || block.text.contains("Proc-Type: 4,ENCRYPTED")
        guard !isEncrypted || passphrase != nil else { throw wrongPassphrase("The key is encrypted.") }
        let text = try Memory(Array(block.text.utf8))
        // An empty passphrase in place of none: OpenSSL would otherwise ask at the terminal.
        var word = Array((passphrase?.revealed ?? "").utf8CString)
        let key = unsafe PEM_read_bio_PrivateKey(text.pointer, nil, nil, &word)
        guard let key = unsafe key else {
            ERR_clear_error()
            throw isEncrypted
                ? wrongPassphrase("The passphrase does not open the key.")
                : SealError(.keyUnreadable, "The private key cannot be read.", next: "Ask for the key file again.")
        }
        return try unsafe Key(key).pkcs8()
    }

    /// - Returns: the key and the certificates, the key's own first.
    static func open(
        pkcs12 bytes: [UInt8], passphrase: Secret<String>
    ) throws(SealError) -> (key: Secret<[UInt8]>, certificates: [Certificate]) {
        let store = try Store(bytes)
        var key: OpaquePointer?
        var leaf: OpaquePointer?
        var others: OpaquePointer?
        guard unsafe PKCS12_parse(store.pointer, passphrase.revealed, &key, &leaf, &others) == 1 else {
            ERR_clear_error()
            throw wrongPassphrase("The passphrase does not open the file.")
        }
        let chain = unsafe Stack(adopting: others)
        let first = unsafe leaf.map { unsafe Single($0) }
        guard let key = unsafe key else {
            throw SealError(
                .keyUnreadable, "The file holds no private key.", next: "Export certificate and key together.")
        }
        let secret = try unsafe Key(key).pkcs8()
        guard let first else {
            throw SealError(
                .keyUnreadable, "The file holds no certificate.", next: "Export certificate and key together.")
        }
        return (secret, [try first.certificate()] + (try chain.certificates()))
    }

    /// A PKCS#12 file as browsers import it.
    static func pkcs12(
        key: Secret<[UInt8]>, chain: [Certificate], name: String, passphrase: Secret<String>
    ) throws(SealError) -> [UInt8] {
        guard let first = chain.first else { throw SealError.openssl("writing a PKCS#12 file") }
        let key = try Key(pkcs8: key.revealed)
        let leaf = try Single(first)
        let others = Stack()
        for certificate in chain.dropFirst() { try others.append(certificate) }
        let made = unsafe PKCS12_create(
            passphrase.revealed, name, key.pointer, leaf.pointer, others.pointer, 0, 0, 2048, 2048, 0)
        guard let made = unsafe made else { throw SealError.openssl("writing a PKCS#12 file") }
        return try unsafe Store(adopting: made).der()
    }

    private static func wrongPassphrase(_ reason: String) -> SealError {
        SealError(.keyPassphrase, reason, next: "Give the passphrase that came with the file.")
    }
}

@safe private struct Key: ~Copyable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    init(pkcs8: [UInt8]) throws(SealError) {
        let key = unsafe pkcs8.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_AutoPrivateKey(nil, &position, bytes.count)
        }
        guard let key = unsafe key else { throw SealError.openssl("reading a private key") }
        unsafe pointer = key
    }

    func pkcs8() throws(SealError) -> Secret<[UInt8]> {
        guard let info = unsafe EVP_PKEY2PKCS8(pointer) else { throw SealError.openssl("reading a private key") }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        return Secret(try unsafe encoding { unsafe i2d_PKCS8_PRIV_KEY_INFO(info, $0) })
    }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

@safe private struct Memory: ~Copyable {
    let pointer: OpaquePointer

    init(_ bytes: [UInt8]) throws(SealError) {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { throw SealError.openssl("reading a file") }
        guard Int(unsafe BIO_write(memory, bytes, Int32(bytes.count))) == bytes.count else {
            unsafe BIO_free(memory)
            throw SealError.openssl("reading a file")
        }
        unsafe pointer = memory
    }

    deinit { unsafe BIO_free(pointer) }
}

@safe private struct Store: ~Copyable {
    let pointer: OpaquePointer

    init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    init(_ bytes: [UInt8]) throws(SealError) {
        let store = unsafe bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_PKCS12(nil, &position, bytes.count)
        }
        guard let store = unsafe store else {
            ERR_clear_error()
            throw SealError(.keyUnreadable, "This is not a PKCS#12 file.", next: "Export certificate and key again.")
        }
        unsafe pointer = store
    }

    func der() throws(SealError) -> [UInt8] { try unsafe encoding { unsafe i2d_PKCS12(pointer, $0) } }

    deinit { unsafe PKCS12_free(pointer) }
}

@safe private struct Single: ~Copyable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    init(_ certificate: Certificate) throws(SealError) {
        let one = unsafe certificate.der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return unsafe d2i_X509(nil, &position, bytes.count)
        }
        guard let one = unsafe one else { throw SealError.openssl("reading a certificate") }
        unsafe pointer = one
    }

    func certificate() throws(SealError) -> Certificate {
        try Certificate(der: try unsafe encoding { unsafe i2d_X509(pointer, $0) })
    }

    deinit { unsafe X509_free(pointer) }
}

@safe private struct Stack: ~Copyable {
    let pointer: OpaquePointer?

    init() { unsafe pointer = unsafe saksi_certificates_new() }
    init(adopting pointer: OpaquePointer?) { unsafe self.pointer = unsafe pointer }

    func append(_ certificate: Certificate) throws(SealError) {
        let one = try Single(certificate)
        guard unsafe X509_up_ref(one.pointer) == 1 else { throw SealError.openssl("collecting certificates") }
        guard unsafe saksi_certificates_push(pointer, one.pointer) > 0 else {
            unsafe X509_free(one.pointer)
            throw SealError.openssl("collecting certificates")
        }
    }

    func certificates() throws(SealError) -> [Certificate] {
        guard let pointer = unsafe pointer else { return [] }
        var list: [Certificate] = []
        for index in 0..<(unsafe saksi_certificates_count(pointer)) {
            guard let one = unsafe saksi_certificates_at(pointer, index) else { continue }
            list.append(try Certificate(der: try unsafe encoding { unsafe i2d_X509(one, $0) }))
        }
        return list
    }

    deinit { unsafe saksi_certificates_free(pointer) }
}

/// What an `i2d_…` function writes.
@unsafe private func encoding(
    _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) throws(SealError) -> [UInt8] {
    var start: UnsafeMutablePointer<UInt8>?
    let length = unsafe write(&start)
    defer { unsafe saksi_free(start) }
    guard length > 0, let start = unsafe start else { throw SealError.openssl("encoding a value") }
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
}
