"""As much YAML as a trust list needs: maps and lists by indentation, flat ones in brackets and braces, plain words, comments.

Whatever else YAML can do is refused, and so is a key that stands twice.
"""

import re

from spelling import Malformed

_SPECIAL = "&*!|>@`%'\"{}?"


def read(text):
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line or "\r" in line:
            raise Malformed(f"has a tab or a carriage return in line {number}")
        bare = re.sub(r"(^|\s)#.*$", "", line).rstrip()
        if bare:
            lines.append((len(bare) - len(bare.lstrip(" ")), bare.lstrip(" "), number))
    value, rest = _block(lines, 0)
    if rest:
        raise Malformed(f"has line {rest[0][2]} where nothing belongs")
    return value


def _block(lines, indent):
    if not lines or lines[0][0] != indent:
        raise Malformed("has an indentation that is not expected")
    return (_sequence if lines[0][1].startswith("- ") else _mapping)(lines, indent)


def _mapping(lines, indent):
    read = {}
    while lines and lines[0][0] == indent and not lines[0][1].startswith("- "):
        _, content, number = lines[0]
        match = re.fullmatch(r"([A-Za-z0-9-]+):(?: +(.*))?", content)
        if not match or match[1] in read:
            raise Malformed(f"has no key in line {number}, or one that stands twice")
        lines = lines[1:]
        if match[2] is not None:
            read[match[1]] = _flow(match[2], number)
        else:
            if not lines or lines[0][0] <= indent:
                raise Malformed(f"has nothing below line {number}")
            read[match[1]], lines = _block(lines, lines[0][0])
    return read, lines


def _sequence(lines, indent):
    read = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
        _, content, number = lines[0]
        rest = content[2:].lstrip(" ")
        if re.match(r"[A-Za-z0-9-]+:( |$)", rest):
            inner = indent + len(content) - len(rest)
            value, lines = _mapping([(inner, rest, number)] + lines[1:], inner)
        else:
            value, lines = _flow(rest, number), lines[1:]
        read.append(value)
    return read, lines


def _flow(text, number):
    if text.startswith("["):
        if not text.endswith("]"):
            raise Malformed(f"has a list in line {number} that does not end there")
        inner = text[1:-1].strip()
        return [_plain(part.strip(), number) for part in inner.split(",")] if inner else []
    if text.startswith("{"):
        if not text.endswith("}"):
            raise Malformed(f"has a map in line {number} that does not end there")
        pairs = [re.fullmatch(r"\s*([A-Za-z0-9-]+): +(.*?)\s*", part) for part in text[1:-1].split(",")]
        if not all(pairs) or len({pair[1] for pair in pairs}) != len(pairs):
            raise Malformed(f"has a map in line {number} without a key, or with one twice")
        return {pair[1]: _plain(pair[2], number) for pair in pairs}
    return _plain(text, number)


def _plain(text, number):
    if not text or text[0] in _SPECIAL or text.startswith(("- ", "[", "]", ",", "#")) or ": " in text or text.endswith(":"):
        raise Malformed(f"has a value in line {number} that is no plain word")
    return text
