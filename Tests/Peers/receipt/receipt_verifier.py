#!/usr/bin/env python3
"""Verifies a receipt of the custody log by docs/spec/custody-log.md and docs/spec/trust.md, with none of the product's code.

    receipt_verifier.py case.receipt --log saksi/kh/phnom-penh/KH-TH-JIT-2026-01 --trust trust.yaml \\
        --party KH --party TH --at-least 1
    receipt_verifier.py case.receipt --log … --log-key KEY --cosigner th/cosigner/bangkok=KEY --party KH --party TH \\
        --each-other-party

Needs Python 3.9 and the package `cryptography`. Prints a sentence for each step, and what was not checked: of time-stamps
(`case.receipt.tst`) nothing is.
"""

import argparse
import os
import sys
from datetime import datetime

import certificates
import forms
import receipt
import trust
from spelling import Malformed, Refused, digest_text

EXITS = {
    "form": 10,
    "checkpoint": 11,
    "inclusion": 12,
    "event": 13,
    "signer": 14,
    "trust": 15,
    "provisional": 16,
    "other": 17,
}


def arguments():
    parser = argparse.ArgumentParser(
        description="Verifies a receipt of the custody log.",
        epilog="Exit status: 0 verified, 2 wrong use, "
        + ", ".join(f"{status} {cause}" for cause, status in EXITS.items())
        + ".",
    )
    parser.add_argument("receipt")
    parser.add_argument("--log", required=True, type=forms.origin, help="the log that the receipt must be of")
    quorum = parser.add_mutually_exclusive_group(required=True)
    quorum.add_argument("--at-least", type=int, help="custody.cosigners.at-least of the agreement, of: other-parties")
    quorum.add_argument("--each-other-party", action="store_true", help="of: each-other-party")
    parser.add_argument(
        "--party", action="append", default=[], type=forms.party, help="a party of the agreement; repeated for each"
    )
    parser.add_argument("--trust", help="the trust list; else give keys")
    parser.add_argument("--log-key", help="the log's verifier key")
    parser.add_argument("--cosigner", action="append", default=[], metavar="IDENTITY=KEY")
    parser.add_argument("--certificates", help="PEM; the receipt's name with .pem behind it if left out")
    parser.add_argument("--type", default="accepted", help="the type of the event that it must be for")
    parser.add_argument("--at", type=datetime.fromisoformat, help="the present, as 2026-05-04T02:13:05+00:00")
    parser.add_argument("--bundle", type=forms.digest, help="digest of the bundle's signed manifest")
    parser.add_argument("--file", help="the bundle's file")
    parser.add_argument("--submitted", help="the envelope of the submission")
    return parser


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def asked(options):
    """What is held against the receipt; raises Malformed if it cannot be read."""
    fingerprint = None
    if options.trust:
        known, fingerprint = trust.read_list(options.trust, options.log)
    else:
        known = trust.pinned([(options.log_key, 0, None)], [pair.split("=", 1) for pair in options.cosigner])
    beside = certificates.read_pem(contents(options.certificates or options.receipt + ".pem"))
    question = receipt.Asked(
        options.log, known, beside, options.at_least or 0, frozenset(map(str.lower, options.party)) or None,
        options.each_other_party, os.path.exists(options.receipt + ".tst"), options.type, bundle=options.bundle
    )
    question.now = options.at or question.now
    question.file = digest_text(contents(options.file)) if options.file else None
    question.submitted = contents(options.submitted) if options.submitted else None
    return question, fingerprint


def main():
    parser = arguments()
    options = parser.parse_args()
    if bool(options.trust) == bool(options.log_key) or not all("=" in pair for pair in options.cosigner):
        parser.error("give either --trust, or --log-key and cosigners as IDENTITY=KEY")
    if options.each_other_party and not options.party:
        parser.error("--each-other-party needs to be told each --party of the agreement")
    try:
        question, fingerprint = asked(options)
    except (Malformed, OSError, UnicodeDecodeError) as error:
        print(f"What the receipt is held against cannot be used: {error}.", file=sys.stderr)
        return 2
    if fingerprint:
        groups = " ".join(fingerprint[place : place + 4] for place in range(0, 64, 4))
        print(f"The trust list's SHA-256, to be compared on paper: {groups}")
    try:
        verdict = receipt.verify(contents(options.receipt), question)
    except Refused as refusal:
        print(refusal.sentence, file=sys.stderr)
        return EXITS[refusal.cause]
    print("\n".join(verdict.steps))
    for sentence in verdict.not_checked:
        print(f"Not checked: {sentence}.")
    if verdict.missing:
        print("The receipt is provisional.")
        return EXITS["provisional"]
    print("The receipt is verified, but for what was not checked.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
