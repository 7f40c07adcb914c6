#pragma once
/* SHA256_CTX is the only digest whose state can be saved; OpenSSL 3 marks it as deprecated. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/cms.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <openssl/pkcs12.h>
#include <openssl/pem.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

/* What OpenSSL offers as macros, which Swift does not import. */
static inline STACK_OF(X509) *saksi_certificates_new(void) { return sk_X509_new_null(); }
static inline int saksi_certificates_push(STACK_OF(X509) *stack, X509 *one) { return sk_X509_push(stack, one); }
static inline int saksi_certificates_count(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *saksi_certificates_at(const STACK_OF(X509) *stack, int index) { return sk_X509_value(stack, index); }
/* Frees the stack and gives up one reference of each certificate in it. */
static inline void saksi_certificates_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }
static inline void saksi_free(void *pointer) { OPENSSL_free(pointer); }
static inline long saksi_bio_bytes(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }
/* The signer of a message that has exactly one. */
static inline CMS_SignerInfo *saksi_only_signer(CMS_ContentInfo *message) {
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(message);
    return signers && sk_CMS_SignerInfo_num(signers) == 1 ? sk_CMS_SignerInfo_value(signers, 0) : NULL;
}
