"""Text of which there is one spelling: canonical JSON, base64, numbers (docs/spec/custody-log.md, “Words”)."""

import base64
import binascii
import hashlib
import json
import re

LARGEST = 2**63 - 1


class Refused(Exception):
    """Why a receipt is refused: the cause is a word of receipt_verifier.EXITS."""

    def __init__(self, cause, sentence):
        super().__init__(sentence)
        self.cause = cause
        self.sentence = sentence


class Malformed(ValueError):
    """What has not its form, or does not hold; whoever reads it knows what it is a part of."""


def decode_base64(text):
    """Bytes of the standard alphabet, with padding and zero in the unused bits; the text as bytes or as a string."""
    try:
        written = text.encode("ascii") if isinstance(text, str) else text
        value = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("is not base64") from error
    if base64.b64encode(value) != written:
        raise Malformed("is base64 in another spelling")
    return value


def decimal(text):
    """A number without sign and leading zeros."""
    if not re.fullmatch(rb"0|[1-9][0-9]{0,18}", text):
        raise Malformed("is no decimal number")
    value = int(text)
    if value > LARGEST:
        raise Malformed("is too large a number")
    return value


def digest_text(value):
    return "sha256:" + hashlib.sha256(value).hexdigest()


def _pairs(pairs):
    read = dict(pairs)
    if len(read) != len(pairs):
        raise Malformed("has a key twice")
    return read


def _integer(text):
    return decimal(text.encode("ascii"))


def _no_number(text):
    raise Malformed(f"has the number {text}, which is no integer")


def canonical_json(value):
    """Reads a value, writes it again and compares."""
    try:
        read = json.loads(
            value.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        written = json.dumps(read, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed("is not JSON") from error
    if written != value:
        raise Malformed("is not canonical JSON")
    return read
