"""Revocation (docs/spec/trust.md, “Revocation”), without the grace that an agreement may state."""

from cryptography import x509
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID

from spelling import Malformed


def read_list(contents):
    try:
        load = x509.load_pem_x509_crl if b"-----BEGIN" in contents else x509.load_der_x509_crl
        return load(contents)
    except ValueError as error:
        raise Malformed("a revocation list cannot be read") from error


def check(path, lists, at):
    """Every certificate below the root must be covered by a list of its issuer, and stand on none."""
    for certificate, issuer in zip(path, path[1:]):
        name = certificate.subject.rfc4514_string()
        own = [one for one in lists if _is_of(one, issuer)]
        for one in own:
            _check_entry(certificate, one, at, name)
        reaching = [one.next_update_utc for one in own if one.last_update_utc <= certificate.not_valid_after_utc]
        if not reaching:
            raise Malformed(f"nobody says whether the certificate “{name}” was revoked: its issuer's list is missing")
        if max(reaching) < at:
            raise Malformed(f"the revocation list for the certificate “{name}” ran out on {max(reaching):%Y-%m-%d %H:%M} UTC")


def _is_of(one, issuer):
    """Whether the list is that issuer's, whole and authentic; one that is not is as if it were not there."""
    if one.issuer != issuer.subject or not one.next_update_utc or one.next_update_utc < one.last_update_utc:
        return False
    known = {item.oid for item in one.extensions}
    if not {ExtensionOID.CRL_NUMBER, ExtensionOID.AUTHORITY_KEY_IDENTIFIER} <= known:
        return False
    if {ExtensionOID.DELTA_CRL_INDICATOR, ExtensionOID.ISSUING_DISTRIBUTION_POINT} & known:
        return False
    usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    named = one.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        usage.crl_sign
        and named.key_identifier == own.digest
        and one.signature_hash_algorithm.name in ("sha256", "sha384", "sha512")
        and one.is_signature_valid(issuer.public_key())
    )


def _check_entry(certificate, one, at, name):
    entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is None:
        return
    since = entry.revocation_date_utc
    try:
        since = min(since, entry.extensions.get_extension_for_oid(CRLEntryExtensionOID.INVALIDITY_DATE).value.invalidity_date_utc)
    except x509.ExtensionNotFound:
        pass
    # A list of that time or before revokes whatever date it writes; a later one by its dates.
    if one.last_update_utc <= at or since <= at:
        raise Malformed(f"the certificate “{name}” was revoked on {entry.revocation_date_utc:%Y-%m-%d %H:%M} UTC")
