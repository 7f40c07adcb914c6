"""Whom a verifier trusts: the keys of logs and cosigners, and roots; from a trust list, or given one by one."""

import hashlib
import os
from dataclasses import dataclass

import certificates
import forms
import revocation
import yamlsubset
from notes import COSIGNER, LOG, VerifierKey
from spelling import Malformed, decimal


@dataclass
class Trust:
    """`log_keys`: (key, first size, last size); `cosigners`: (identity, key); `roots`: by party, None if not known."""

    log_keys: list
    cosigners: list
    roots: dict = None
    lists: tuple = ()


def pinned(log_keys, cosigners):
    """Keys that somebody compared by hand, those of the log as (key, first size, last size or None); no roots."""
    return Trust(
        [(_key(key, LOG), first, last) for key, first, last in log_keys],
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
        for name, key in entry.get("cosigners", {}).items():
            cosigner = _cosigner(f"{code.lower()}/cosigner/{name}")
            trust.cosigners.append((cosigner, _key(key, COSIGNER)))
            _own(owners, trust.cosigners[-1][1], cosigner)
        for name, described in entry.get("nodes", {}).items():
            forms.identity(f"{code.lower()}/node/{name}")
            _keys(described, "logs")
            keys = [_log_key(one) for one in described["logs"]]
            for key, _, _ in keys:
                _own(owners, key, f"{code.lower()}/node/{name}")
            if (code.lower(), name) == (party, node):
                trust.log_keys = keys
    if not trust.log_keys:
        raise Malformed(f"does not name the node of the log {origin}")
    return trust, hashlib.sha256(contents).hexdigest()


def _keys(entry, *required, optional=()):
    if not isinstance(entry, dict) or not set(required) <= set(entry) <= {*required, *optional}:
        raise Malformed(f"has other keys than {', '.join([*required, *optional])}")


def _own(owners, key, owner):
    """The same key is never two cosigners', nor a cosigner's and a log's; a node may have one for several sizes."""
    other = owners.setdefault(key.public, owner)
    if other != owner and {forms.kind(other), forms.kind(owner)} != {"node"}:
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


def _log_key(entry):
    _keys(entry, "key", "from", optional=("to",))
    first = decimal(entry["from"].encode())
    last = decimal(entry["to"].encode()) if "to" in entry else None
    if last is not None and last < first:
        raise Malformed("has a log key that covers no size")
    return _key(entry["key"], LOG), first, last


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
