"""The Merkle tree of RFC 6962, section 2.1, by its definition alone."""

import hashlib


def leaf(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size):
    """The largest power of two smaller than size."""
    return 1 << ((size - 1).bit_length() - 1)


def root_of_path(index, size, entry_hash, path):
    """The root to which PATH(index, D[size]) leads (section 2.1.1); None if the path has not that length.

    The path goes from the leaf up; its definition goes from the root down.
    """
    if size == 1:
        return entry_hash if not path else None
    if not path:
        return None
    middle = split(size)
    if index < middle:
        below = root_of_path(index, middle, entry_hash, path[:-1])
        return below and node(below, path[-1])
    below = root_of_path(index - middle, size - middle, entry_hash, path[:-1])
    return below and node(path[-1], below)


def consistency_roots(first, size, path, old, is_whole=True):
    """The roots of the first and of all entries to which SUBPROOF(first, D[size], is_whole) leads (section 2.1.2).

    None if the path has not that length. Where the first entries are a whole subtree, `old` stands for its root.
    """
    if first == size:
        if is_whole:
            return (old, old) if not path else None
        return (path[0], path[0]) if len(path) == 1 else None
    if not path:
        return None
    middle = split(size)
    if first <= middle:
        below = consistency_roots(first, middle, path[:-1], old, is_whole)
        return below and (below[0], node(below[1], path[-1]))
    below = consistency_roots(first - middle, size - middle, path[:-1], old, False)
    return below and (node(path[-1], below[0]), node(path[-1], below[1]))
