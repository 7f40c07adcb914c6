"""The forms of values in an event (docs/spec/custody-log.md, “The event”)."""

import re
from datetime import datetime

from notes import VerifierKey
from spelling import Malformed

KINDS = ("node", "cosigner", "tsa")
PURPOSES = """investigation prosecution trial related-charge other-offence exculpatory victim-protection danger-to-life
    asset-recovery compensation immigration""".split()
ACTIONS = """contribute submit record list read-log approve consent activate suspend resume retrieve view-on-premises verify
    request answer-request attend-measure exclude-from-measure schedule-testimony attend-testimony produce-in-court disclose
    reissue onward-transfer return destroy""".split()

_PART = r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?"
_NAME = r"[A-Z0-9][A-Z0-9-]{1,62}[A-Z0-9]"


def _form(pattern, what):
    compiled = re.compile(pattern, re.ASCII)

    def check(value):
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise Malformed(f"has something else where {what} should stand")
        return value

    return check


def word(*known):
    def check(value):
        if value not in known or not isinstance(value, str):
            raise Malformed(f"has a word that is not known: {value!r}")
        return value

    return check


base64_text = _form(r"[A-Za-z0-9+/]+=*", "base64")
digest = _form(r"sha256:[0-9a-f]{64}", "a digest")
random_id = _form(r"[0-9a-f]{32}", "a random id")
party = _form(r"[A-Z]{2}", "a party")
identity = _form(rf"[a-z]{{2}}/{_PART}/{_PART}", "an identity")
_authority = _form(rf"[a-z]{{2}}/{_PART}", "an authority")
agreement = _form(_NAME, "the name of an agreement")
origin = _form(rf"saksi/[a-z]{{2}}/{_PART}/(?:node|{_NAME})", "the name of a log")
clause_number = _form(r"[A-Za-z0-9][A-Za-z0-9().-]{0,23}", "the number of a clause")
case_number = _form(r"[A-Z]{2}-[A-Z0-9]{2,16}-[0-9]{4}-[0-9]{6,9}", "a case number")
offence = _form(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])", "the code of an offence")
code = _form(r"[A-Z0-9](?:[A-Z0-9-]{0,30}[A-Z0-9])", "a code")
_instant = _form(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", "an instant")
_offset = _form(r"[+-][0-9]{2}:[0-5][0-9]", "an offset from UTC")
_day = _form(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day")
purpose, action = word(*PURPOSES), word(*ACTIONS)


def _dated(text, pattern):
    try:
        read = datetime.strptime(text, pattern)
    except ValueError as error:
        raise Malformed("has a date that does not exist") from error
    if read.year < 1900:
        raise Malformed("has a date before 1900")
    return read


def instant(value):
    # strptime takes 60 and 61 for leap seconds, which the page excludes.
    if _instant(value)[17:19] > "59":
        raise Malformed("has a time that does not exist")
    return _dated(value, "%Y-%m-%dT%H:%M:%S.%fZ")


def day(value):
    _dated(_day(value), "%Y-%m-%d")


def offset(value):
    sign, hours, minutes = _offset(value)[0], int(value[1:3]), int(value[4:6])
    ahead = (hours * 60 + minutes) * (-1 if sign == "-" else 1)
    if not -720 <= ahead <= 840 or (sign == "-" and ahead == 0):
        raise Malformed("has an offset from UTC that no place has")


def counterpart(value):
    """A member, a node, or an authority."""
    parts = value.split("/") if isinstance(value, str) else []
    if len(parts) == 2:
        _authority(value)
        if parts[1] in KINDS:
            raise Malformed("has something else where an authority should stand")
    elif kind(identity(value)) not in ("member", "node"):
        raise Malformed("has a counterpart that is neither a member, a node nor an authority")


def kind(value):
    """What an identity is."""
    middle = value.split("/")[1]
    return middle if middle in KINDS else "member"


def number(lowest, highest=2**63 - 1):
    def check(value):
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise Malformed("has something else where a number should stand")
        return value

    return check


def verifier_key(value):
    if not isinstance(value, str):
        raise Malformed("has something else where a verifier key should stand")
    VerifierKey.read(value)


def listed(check, most=400):
    """A list: never empty, never longer."""

    def read(value):
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise Malformed("has an empty or over-long list, or something else in its place")
        for element in value:
            check(element)

    return read


def fields(optional=(), **checks):
    """An object with these fields and no other."""

    def read(value):
        if not isinstance(value, dict):
            raise Malformed("has something else where fields should stand")
        unknown = sorted(set(value) - set(checks))
        missing = sorted(set(checks) - set(value) - set(optional))
        if unknown or missing:
            raise Malformed(f"has unknown fields {unknown} or lacks {missing}")
        for name, part in value.items():
            checks[name](part)

    return read


def in_order(words):
    if words != sorted(set(words)):
        raise Malformed("has words that are not in order, each once")


def clauses_in_order(clauses):
    def before(one, other):
        if one["of"] != other["of"]:
            return one["of"] < other["of"]
        mine, theirs = (re.findall(r"[0-9]+|[^0-9]+", clause["clause"]) for clause in (one, other))
        for left, right in zip(mine, theirs):
            if left.isdigit() and right.isdigit() and int(left) != int(right):
                return int(left) < int(right)
            if left != right:
                return left < right
        return len(mine) < len(theirs)

    if not all(before(one, other) for one, other in zip(clauses, clauses[1:])):
        raise Malformed("has clauses that are not in order, each once")
