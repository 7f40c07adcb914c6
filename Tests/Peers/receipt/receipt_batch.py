#!/usr/bin/env python3
"""Verifies many receipts in one process, for tests that compare.

The first line of standard input is {"log", "logKeys": [[key, first size, last or null]], "cosigners": [[identity, key]],
"certificates": PEM, "atLeast", "parties": [code] or null, "each", "now": ISO 8601, "type"}, or with "trust": FILE in place of the keys. Each other line is the base64 of a receipt, and is answered with one line:
{"index", "missing", "cosigners", "unknown", "at": when certificates are judged, in milliseconds} or {"refused": cause, "sentence"}.
"""

import json
import sys
from datetime import datetime

import certificates
import receipt
import trust
from spelling import Refused, decode_base64


def main():
    given = json.loads(sys.stdin.buffer.readline())
    if "trust" in given:
        known, _ = trust.read_list(given["trust"], given["log"])
    else:
        known = trust.pinned(given["logKeys"], given["cosigners"])
    beside = certificates.read_pem(given["certificates"].encode())
    parties = given["parties"]
    question = receipt.Asked(
        given["log"], known, beside, given["atLeast"], parties and frozenset(code.lower() for code in parties),
        given["each"], type=given["type"], now=datetime.fromisoformat(given["now"].replace("Z", "+00:00"))
    )
    for line in sys.stdin.buffer:
        try:
            verdict = receipt.verify(decode_base64(line.rstrip(b"\n")), question)
            answer = {
                "index": verdict.index,
                "missing": verdict.missing,
                "cosigners": verdict.cosigners,
                "unknown": verdict.unknown,
                "at": round(verdict.at.timestamp() * 1000),
            }
        except Refused as refusal:
            answer = {"refused": refusal.cause, "sentence": refusal.sentence}
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
