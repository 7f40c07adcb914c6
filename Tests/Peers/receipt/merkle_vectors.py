#!/usr/bin/env python3
"""Gives each proof of a folder of published Merkle vectors its verdict: inclusion/**/*.json and consistency/**/*.json."""

import base64
import json
import pathlib
import sys

import tree


def decoded(value):
    return base64.b64decode(value or "")


def included(vector):
    index, size = vector["leafIdx"], vector["treeSize"]
    path, leaf = [decoded(one) for one in vector["proof"] or []], decoded(vector["leafHash"])
    if index >= size or any(len(one) != 32 for one in [leaf, *path]):
        return False
    return tree.root_of_path(index, size, leaf, path) == decoded(vector["root"])


def consistent(vector):
    first, size = vector["size1"], vector["size2"]
    path = [decoded(one) for one in vector["proof"] or []]
    old, new = decoded(vector["root1"]), decoded(vector["root2"])
    if first == size:
        return not path and old == new
    # From nothing no proof is due, so that one which is given proves nothing.
    if not 0 < first < size or any(len(one) != 32 for one in path):
        return False
    return tree.consistency_roots(first, size, path, old) == (old, new)


def main():
    counts = []
    for kind, verdict in (("inclusion", included), ("consistency", consistent)):
        files = sorted((pathlib.Path(sys.argv[1]) / kind).rglob("*.json"))
        for file in files:
            vector = json.loads(file.read_text())
            if verdict(vector) == vector["wantErr"]:
                sys.exit(f"{file}: another verdict than the published one ({vector.get('desc', '')})")
        counts.append(f"{len(files)} {kind} proofs")
    print(f"{', '.join(counts)}: all as published")


if __name__ == "__main__":
    main()
