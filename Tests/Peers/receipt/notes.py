"""Signed notes, verifier keys, checkpoints and cosignatures.

C2SP signed-note, tlog-checkpoint, tlog-cosignature; what is narrower here stands in docs/spec/custody-log.md under “Tree,
tiles, checkpoint”.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from spelling import LARGEST, Malformed, decimal, decode_base64

LOG, COSIGNER = 0x01, 0x04
LONGEST_NOTE, MOST_SIGNATURES, LONGEST_NAME, LONGEST_KEY = 131_072, 128, 255, 512
LARGEST_LOG = 2**40


def check_name(name):
    """A key's name: not empty, no Unicode space, no plus, no control character."""
    if not name or len(name.encode("utf-8")) > LONGEST_NAME:
        raise Malformed("has a key name that is empty or too long")
    if any(character.isspace() or character == "+" or ord(character) < 0x20 for character in name):
        raise Malformed("has a key name with a space or a plus")


@dataclass(frozen=True)
class VerifierKey:
    name: str
    kind: int
    public: bytes

    @staticmethod
    def read(text):
        if len(text.encode("utf-8")) > LONGEST_KEY or text.count("+") < 2:
            raise Malformed("is no verifier key")
        name, written, material = text.split("+", 2)
        check_name(name)
        decoded = decode_base64(material)
        if len(decoded) != 33 or decoded[0] not in (LOG, COSIGNER):
            raise Malformed("is a verifier key of another type")
        key = VerifierKey(name, decoded[0], decoded[1:])
        if written != key.id.hex():
            raise Malformed("is a verifier key with another key's id")
        return key

    @property
    def id(self):
        return hashlib.sha256(self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def named(self, name):
        return VerifierKey(name, self.kind, self.public)

    def holds(self, value, text):
        """Whether the signature is by this key over the text; for a cosigner also returns the time."""
        message = text
        seconds = None
        if self.kind == COSIGNER:
            if len(value) != 72:
                return False, None
            seconds = int.from_bytes(value[:8], "big")
            if seconds * 1000 > LARGEST:
                return False, None
            value = value[8:]
            message = b"cosignature/v1\ntime %d\n" % seconds + text
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, message)
        except (InvalidSignature, ValueError):
            return False, None
        return True, seconds


@dataclass(frozen=True)
class Line:
    name: str
    id: bytes
    value: bytes


def read_note(note):
    """Splits a note into its text, with the last newline, and its signature lines."""
    if len(note) > LONGEST_NOTE:
        raise Malformed("has a note that is too long")
    try:
        note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("has a note that is not UTF-8") from error
    if any(byte < 0x20 and byte != 0x0A for byte in note):
        raise Malformed("has a note with control characters")
    text, blank, signatures = note.rpartition(b"\n\n")
    if not blank or not signatures.endswith(b"\n"):
        raise Malformed("has a note without signatures")
    lines = [_read_line(line) for line in signatures[:-1].split(b"\n")]
    if len(lines) > MOST_SIGNATURES:
        raise Malformed("has a note with too many signatures")
    return text + b"\n", lines


def _read_line(line):
    parts = line.split(b" ")
    if len(parts) != 3 or parts[0] != "\u2014".encode("utf-8"):
        raise Malformed("has a line below its text that is no signature line")
    name = parts[1].decode("utf-8")
    check_name(name)
    value = decode_base64(parts[2])
    if len(value) <= 4:
        raise Malformed("has a signature line without a signature")
    return Line(name, value[:4], value[4:])


@dataclass(frozen=True)
class Checkpoint:
    origin: bytes
    size: int
    root: bytes
    text: bytes
    lines: tuple

    @staticmethod
    def read(note):
        text, signatures = read_note(note)
        lines = text[:-1].split(b"\n")
        if len(lines) < 3 or not all(lines):
            raise Malformed("has a checkpoint of fewer than three lines, or with an empty one")
        if len(lines) > 3:
            raise Malformed("has a checkpoint with extension lines")
        size, root = decimal(lines[1]), decode_base64(lines[2])
        if size > LARGEST_LOG or len(root) != 32:
            raise Malformed("has a checkpoint whose size or root cannot be")
        if size == 0 and root != hashlib.sha256(b"").digest():
            raise Malformed("has the checkpoint of an empty log with the root of another")
        return Checkpoint(lines[0], size, root, text, tuple(dict.fromkeys(signatures)))
