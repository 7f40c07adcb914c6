"""Whom a verifier trusts: the keys of logs and cosigners, and roots; from a trust list, or given one by one."""

import hashlib
import os
from dataclasses import dataclass

import certificates
import forms
import handover
import revocation
import yamlsubset
from notes import COSIGNER, LOG, VerifierKey
from spelling import Malformed, decimal


@dataclass
class LogKey:
    """A key of one log with the sizes that it covers; `last` is None as long as it is in use."""

    key: VerifierKey
    first: int
    last: int = None
    needs_cosigner: bool = False
    # False for a key that took the place of another one, which did not introduce it.
    counts: bool = True


@dataclass
class Trust:
    """`log_keys`: each a LogKey; `cosigners`: (identity, key); `roots`: by party, None if not known."""

    log_keys: list
    cosigners: list
    roots: dict = None
    lists: tuple = ()


def pinned(log_keys, cosigners):
    """Keys that somebody compared by hand, those of the log as (key, first size, last size or None); no roots."""
    return Trust(
        [LogKey(_key(key, LOG), first, last) for key, first, last in log_keys],
        [(_cosigner(identity), _key(key, COSIGNER)) for identity, key in cosigners],
    )


def read_list(path, origin):
    """The trust list of docs/spec/trust.md, for the log of that origin. Its own signatures are not checked."""
    folder = os.path.dirname(os.path.abspath(path))
    with open(path, "rb") as file:
        contents = file.read()
    listed = yamlsubset.read(contents.decode("utf-8"))
    _keys(listed, "format", "version", "issued", "parties")
    if listed["format"] != "saksi-trust/1" or decimal(listed["version"].encode()) < 1:
        raise Malformed("is no trust list of the format saksi-trust/1")
    forms.instant(listed["issued"])
    trust = Trust([], [], {}, [])
    _, party, node, _ = origin.split("/")
    owners = {}
    for code, entry in listed["parties"].items():
        forms.party(code)
        _keys(
            entry, "namespace", "roots", "revocation-lists", "central-authorities", "signatories",
            optional=("nodes", "cosigners", "time-stamping"),
        )
        if entry["namespace"] != f"saksi://{code.lower()}/":
            raise Malformed(f"gives {code} a namespace that is not its own")
        trust.roots[code.lower()] = [_root(folder, root) for root in entry["roots"]]
        trust.lists += [revocation.read_list(_file(folder, name)) for name in entry["revocation-lists"]]
        for name, given in entry.get("cosigners", {}).items():
            cosigner = _cosigner(f"{code.lower()}/cosigner/{name}")
            given = given if isinstance(given, list) else [given]
            if not given:
                raise Malformed("has a cosigner without a key")
            for one in given:
                key = _key(one, COSIGNER)
                _own(owners, key, cosigner)
                trust.cosigners.append((cosigner, key))
        for name, described in entry.get("nodes", {}).items():
            forms.identity(f"{code.lower()}/node/{name}")
            _keys(described, "logs")
            keys = [_listed_key(one) for one in described["logs"]]
            for one in keys:
                _own(owners, _key(one["key"], LOG), f"{code.lower()}/node/{name}")
            if (code.lower(), name) == (party, node):
                trust.log_keys = _keys_of_log(keys, origin, folder)
    if not trust.log_keys:
        raise Malformed(f"does not name the node of the log {origin}")
    return trust, hashlib.sha256(contents).hexdigest()


def _keys(entry, *required, optional=()):
    if not isinstance(entry, dict) or not set(required) <= set(entry) <= {*required, *optional}:
        raise Malformed(f"has other keys than {', '.join([*required, *optional])}")


def _own(owners, key, owner):
    """The same key is never two cosigners', nor a cosigner's and a log's, and nobody has one twice; two nodes may share one."""
    other = owners.get(key.public)
    owners[key.public] = owner
    if other == owner:
        raise Malformed(f"gives {owner} a key twice")
    if other is not None and {forms.kind(other), forms.kind(owner)} != {"node"}:
        raise Malformed(f"gives {owner} a key that is the key of {other} as well")


def _cosigner(text):
    if forms.kind(forms.identity(text)) != "cosigner":
        raise Malformed(f"has a cosigner that is none: {text}")
    return text


def _key(text, kind):
    key = VerifierKey.read(text)
    if key.kind != kind:
        raise Malformed(f"has a key of another type: {text}")
    return key


def _listed_key(entry):
    _keys(entry, "key", "from", optional=("to", "cosigned-to", "former", "proofs"))
    if "cosigned-to" in entry and "to" not in entry or entry.get("former", "lost") not in ("lost", "stolen"):
        raise Malformed("has a log key with a size to go on from that is not there, or an unknown word")
    for name in ("from", "to", "cosigned-to"):
        if name in entry:
            _sizes(entry[name])
    _key(entry["key"], LOG)
    return entry


def _sizes(given):
    """A number for every log, or a map from the last part of a log's name."""
    if not isinstance(given, dict):
        return decimal(given.encode())
    for log, size in given.items():
        if log != "node":
            forms.agreement(log)
        decimal(size.encode())
    return {log: decimal(size.encode()) for log, size in given.items()}


def _keys_of_log(listed, origin, folder):
    """The keys of one log, in the order of the list; one that its predecessor did not introduce does not count."""
    log = origin.split("/")[3]

    def size(entry, name, other):
        sizes = _sizes(entry[name])
        return sizes.get(log, other) if isinstance(sizes, dict) else sizes

    keys = []
    for entry in listed:
        key, first = _key(entry["key"], LOG), size(entry, "from", 0)
        # A log that "to" does not name began after the key had ended.
        last = size(entry, "to", -1) if "to" in entry else None
        own = []
        if last is None or last >= first:
            own.append(LogKey(key, first, last))
        if "cosigned-to" in entry and last >= 0:
            begin, end = max(last + 1, first), size(entry, "cosigned-to", -1)
            if end >= begin:
                own.append(LogKey(key, begin, end, needs_cosigner=True))
        for one in own:
            for other in keys:
                if (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last):
                    raise Malformed("has two keys for one size of a log")
        before = [one for one in keys if one.counts]
        if first > 0 and "former" not in entry and not _is_introduced(entry, origin, key, first, before, folder):
            for one in own:
                one.counts = False
        keys += own
    return keys


def _is_introduced(entry, origin, key, first, before, folder):
    for name in entry.get("proofs", []):
        beside = certificates.read_pem(_file(folder, name + ".pem"))
        if handover.proves(_file(folder, name), beside, origin, key, first, before):
            return True
    return False


def _root(folder, entry):
    _keys(entry, "file", "digest")
    found = certificates.read_pem(_file(folder, entry["file"]))
    if len(found) != 1 or certificates.digest(found[0]) != entry["digest"]:
        raise Malformed(f"has a root whose file {entry['file']} does not have its digest")
    return found[0]


def _file(folder, name):
    if not isinstance(name, str) or any(part in ("", ".", "..") for part in name.split("/")):
        raise Malformed(f"names a file outside its folder: {name}")
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()
