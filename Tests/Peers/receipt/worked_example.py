#!/usr/bin/env python3
"""Computes the worked example of docs/spec/custody-log.md again, from the page alone."""

import json
import re
import sys

import certificates
import events
import receipt
import tree
import trust
from notes import Checkpoint
from spelling import canonical_json, decimal, decode_base64, digest_text


def root(leaves):
    """MTH of RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    middle = tree.split(len(leaves))
    return tree.node(root(leaves[:middle]), root(leaves[middle:]))


def check(holds, sentence):
    if not holds:
        sys.exit(f"This does not hold: {sentence}")
    print(sentence)


def pem(entry):
    return f"-----BEGIN CERTIFICATE-----\n{canonical_json(entry)['data']}\n-----END CERTIFICATE-----\n"


def main():
    with open(sys.argv[1], encoding="utf-8") as page:
        blocks = dict(re.findall(r"^```text (\S+)\n(.*?)\n```$", page.read(), re.DOTALL | re.MULTILINE))
    entries = [blocks[f"entry-{number}"].encode() for number in range(7)]
    leaves = [tree.leaf(entry) for entry in entries]
    check([leaf.hex() for leaf in leaves] == blocks["leaves"].split("\n"), "The 7 entries have the leaves of the page.")
    first, last = (Checkpoint.read(blocks[name].encode() + b"\n") for name in ("checkpoint-4", "checkpoint"))
    for checkpoint in (first, last):
        check(
            root(leaves[: checkpoint.size]) == checkpoint.root and checkpoint.size in (4, 7),
            f"The tree of {checkpoint.size} has its root.",
        )
    head, _, note = (blocks["add-checkpoint"].encode() + b"\n").partition(b"\n\n")
    old, *hashes = head.split(b"\n")
    asked = Checkpoint.read(note)
    led = tree.consistency_roots(decimal(old.removeprefix(b"old ")), asked.size, [decode_base64(one) for one in hashes], first.root)
    check(led == (first.root, asked.root), "The proof of add-checkpoint leads from 4 to 7.")
    cosigned = Checkpoint.read(asked.text + b"\n" + blocks["cosignature"].encode() + b"\n")
    check(
        asked.text == last.text and asked.lines + cosigned.lines == last.lines,
        "The cosignature is the one below the checkpoint.",
    )
    payload, _ = events.read_envelope(entries[5])
    check(payload.decode() == blocks["payload-5"], "The payload of entry 5 is the one that stands on the page.")
    log = json.loads(payload)["log"]
    known = trust.pinned([(blocks["log-key"], 0, None)], [("th/cosigner/bangkok", blocks["cosigner-key"])])
    beside = certificates.read_pem("".join(map(pem, entries[1:3])).encode())
    question = receipt.Asked(log, known, beside, 1, frozenset({"kh", "th"}), submitted=entries[4])
    verdict = receipt.verify(blocks["receipt"].encode() + b"\n", question)
    check(verdict.index == 5 and verdict.missing == 0, "The receipt is verified.")
    for number in (0, 3, 4, 6):
        event = events.read_event(*events.read_envelope(entries[number]))
        question.type = event["type"]
        receipt.check_signers(*receipt.read_event(entries[number], question), question)
        check(digest_text(entries[number]), f"Entry {number}, “{event['type']}”, is of its form and signed by {event['actor']}.")


if __name__ == "__main__":
    main()
