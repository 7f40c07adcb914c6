"""Certificates and their paths (docs/spec/trust.md, “Names”, “Certificates”, “Validation”)."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, SignatureAlgorithmOID

import forms
import revocation
from spelling import Malformed

SCHEME = "saksi://"
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
FOR_EVENTS = {DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION}
MOST_AUTHORITIES = 4
CURVES = ("secp256r1", "secp384r1", "secp521r1")
ALGORITHMS = {
    getattr(SignatureAlgorithmOID, name)
    for name in """ECDSA_WITH_SHA256 ECDSA_WITH_SHA384 ECDSA_WITH_SHA512 RSA_WITH_SHA256 RSA_WITH_SHA384 RSA_WITH_SHA512
    RSASSA_PSS""".split()
}
UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.NAME_CONSTRAINTS,
}
NEVER_CRITICAL = (
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
)
FAULTS = (
    ValueError,
    TypeError,
    KeyError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


def refuse(certificate, what):
    raise Malformed(f"the certificate “{certificate.subject.rfc4514_string()}” {what}")


def read_pem(text):
    """All certificates of a file. Each is read to the bottom here, so that nothing is malformed later."""
    try:
        read = x509.load_pem_x509_certificates(text) if b"-----BEGIN CERTIFICATE-----" in text else []
        for one in read:
            list(one.extensions), one.subject, one.issuer, one.version, one.public_key(), one.signature_hash_algorithm
        return read
    except FAULTS as error:
        raise Malformed("the file of certificates cannot be read") from error


def digest(certificate):
    return "sha256:" + certificate.fingerprint(hashes.SHA256()).hex()


def extension(certificate, oid):
    try:
        return certificate.extensions.get_extension_for_oid(oid)
    except x509.ExtensionNotFound:
        return None


def identity(certificate):
    """The one URI of the alternative names that starts with saksi://."""
    try:
        names = extension(certificate, ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
        uris = names.value.get_values_for_type(x509.UniformResourceIdentifier) if names else []
    except FAULTS as error:
        raise Malformed("a certificate holds names that cannot be read") from error
    own = [uri for uri in uris if uri.lower().startswith(SCHEME)]
    if len(own) != 1 or not own[0].startswith(SCHEME):
        refuse(certificate, "names no identity, or several")
    return forms.identity(own[0][len(SCHEME) :])


def check_signature(certificate, signature, message):
    """The signature of an event: ECDSA or RSA-PSS, with SHA-256."""
    key = certificate.public_key()
    try:
        # How strong a key must be is a question of trust; what kinds there are is one of form.
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        else:
            refuse(certificate, "has a key of another kind")
    except FAULTS as error:
        raise Malformed("the event is not signed by the certificate that it names") from error


def check_key(certificate, key):
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name in CURVES:
            return
    elif isinstance(key, rsa.RSAPublicKey):
        exponent = key.public_numbers().e
        if key.key_size >= 3072 and key.key_size % 8 == 0 and exponent >= 65537 and exponent % 2 == 1:
            return
    refuse(certificate, "has a key that is too weak or of another kind")


def _check_any(certificate, at):
    if certificate.version != x509.Version.v3 or not 0 < certificate.serial_number < 2**159:
        refuse(certificate, "is of an old version, or has a serial number that cannot be")
    algorithm = certificate.signature_hash_algorithm
    if certificate.signature_algorithm_oid not in ALGORITHMS or algorithm.name not in ("sha256", "sha384", "sha512"):
        refuse(certificate, "is signed with an algorithm that is too weak or of another kind")
    check_key(certificate, certificate.public_key())
    for one in certificate.extensions:
        if one.critical and one.oid not in UNDERSTOOD:
            refuse(certificate, f"has a critical extension that nobody here understands, {one.oid.dotted_string}")
        if not one.critical and one.oid in (ExtensionOID.NAME_CONSTRAINTS, ExtensionOID.POLICY_CONSTRAINTS):
            refuse(certificate, "has constraints that are not critical")
    if any((found := extension(certificate, oid)) and found.critical for oid in NEVER_CRITICAL):
        refuse(certificate, "has a key identifier or access information that is critical")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        refuse(certificate, f"is not valid at {at:%Y-%m-%d %H:%M:%S} UTC")


def _check_end(certificate):
    constraints = extension(certificate, ExtensionOID.BASIC_CONSTRAINTS)
    usage = extension(certificate, ExtensionOID.KEY_USAGE)
    purposes = extension(certificate, ExtensionOID.EXTENDED_KEY_USAGE)
    names = extension(certificate, ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    key = extension(certificate, ExtensionOID.AUTHORITY_KEY_IDENTIFIER)
    if (constraints and constraints.value.ca) or extension(certificate, ExtensionOID.NAME_CONSTRAINTS):
        refuse(certificate, "is an authority's")
    if not usage or not usage.value.digital_signature or usage.value.key_cert_sign or usage.value.crl_sign:
        refuse(certificate, "is not made for signatures alone")
    if not purposes or purposes.critical or not FOR_EVENTS <= set(purposes.value):
        refuse(certificate, "is not made for signing events")
    if {ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, ExtendedKeyUsageOID.TIME_STAMPING} & set(purposes.value):
        refuse(certificate, "claims a purpose that does not go with signing events")
    if names.critical != (not list(certificate.subject)):
        refuse(certificate, "has names that are critical or not where they should not be")
    if not key or not key.value.key_identifier:
        refuse(certificate, "does not name its issuer's key")


def _check_authority(certificate, below):
    """`below`: how many authorities stand between it and the end."""
    constraints = extension(certificate, ExtensionOID.BASIC_CONSTRAINTS)
    usage = extension(certificate, ExtensionOID.KEY_USAGE)
    if not constraints or not constraints.critical or not constraints.value.ca or not usage or not usage.value.key_cert_sign:
        refuse(certificate, "is no authority's")
    if constraints.value.path_length is not None and below > constraints.value.path_length:
        refuse(certificate, "allows fewer authorities below it")
    if not list(certificate.subject) or not extension(certificate, ExtensionOID.SUBJECT_KEY_IDENTIFIER):
        refuse(certificate, "is an authority's without subject or key identifier")
    if extension(certificate, ExtensionOID.EXTENDED_KEY_USAGE):
        refuse(certificate, "is an authority's for some purposes alone, which is not judged here")


def _check_root(certificate):
    key = extension(certificate, ExtensionOID.AUTHORITY_KEY_IDENTIFIER)
    own = extension(certificate, ExtensionOID.SUBJECT_KEY_IDENTIFIER)
    if certificate.issuer != certificate.subject:
        refuse(certificate, "is a root that another authority issued, which is not judged here")
    certificate.verify_directly_issued_by(certificate)
    if key and (key.value.key_identifier != own.value.digest or key.value.authority_cert_issuer):
        refuse(certificate, "is a root that names another issuer's key")


def _check_link(certificate, issuer):
    certificate.verify_directly_issued_by(issuer)
    named = extension(certificate, ExtensionOID.AUTHORITY_KEY_IDENTIFIER)
    own = extension(issuer, ExtensionOID.SUBJECT_KEY_IDENTIFIER)
    if not named or not own or named.value.key_identifier != own.value.digest:
        refuse(certificate, "names another key of its issuer")


def _check_constraints(authority, host):
    found = extension(authority, ExtensionOID.NAME_CONSTRAINTS)
    if not found:
        return
    permitted, excluded = found.value.permitted_subtrees or [], found.value.excluded_subtrees or []
    if not all(isinstance(name, x509.UniformResourceIdentifier) for name in [*permitted, *excluded]):
        refuse(authority, "has constraints of a kind that is not judged here")
    covers = lambda name: host.endswith(name.value) if name.value.startswith(".") else host == name.value
    if any(map(covers, excluded)) or (permitted and not any(map(covers, permitted))):
        refuse(authority, "may not vouch for this identity")


def validate(leaf, others, roots, lists, at):
    """Checks one path from the certificate to a root of its party; the first that passes everything counts."""
    party = identity(leaf).split("/")[0]
    objection = Malformed(f"no path leads from the certificate to a root of {party.upper()}")
    for path in _paths([leaf], others, roots):
        try:
            for place, certificate in enumerate(path):
                _check_any(certificate, at)
                if place == 0:
                    _check_end(certificate)
                else:
                    _check_authority(certificate, place - 1)
                    _check_constraints(certificate, party)
            for certificate, issuer in zip(path, path[1:]):
                _check_link(certificate, issuer)
            _check_root(path[-1])
            revocation.check(path, lists, at)
            return len(path)
        except Malformed as error:
            objection = error
        except FAULTS as error:
            objection = Malformed(f"a certificate of the path does not hold: {error}")
    raise objection


def _paths(path, others, roots):
    if len(path) > MOST_AUTHORITIES + 1:
        return
    for root in roots:
        if root.subject == path[-1].issuer:
            yield [*path, root]
    for other in others:
        if other.subject == path[-1].issuer and other not in path:
            yield from _paths([*path, other], others, roots)
