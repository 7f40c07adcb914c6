"""The steps of “To verify a receipt” (docs/spec/custody-log.md), in their order, but for time-stamps.

A token beside a receipt is not read: not whether it holds, not by whom it is, and so neither its time in step 5 nor the rule
`timestamp: required` of step 6. What is left out is said with every verdict.
"""

from dataclasses import dataclass, field
from datetime import datetime, timezone

import certificates
import events
import forms
import tree
from notes import Checkpoint
from spelling import Malformed, Refused, decimal, decode_base64, digest_text

TITLE = b"c2sp.org/tlog-proof@v1"
LONGEST = 262_144


@dataclass
class Asked:
    """What the verifier holds beside the receipt."""

    log: str
    trust: object
    certificates: list
    at_least: int
    # The parties of the agreement; None if nobody said which: then every other party counts, and gives no time.
    parties: frozenset = None
    # One of each of them, in place of at_least.
    each: bool = False
    stamped: bool = False
    type: str = "accepted"
    now: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    bundle: str = None
    file: str = None
    submitted: bytes = None


@dataclass
class Verdict:
    at: datetime
    index: int
    size: int
    event: dict
    cosigners: list
    missing: int
    unknown: list
    steps: list
    not_checked: list


def _step(cause):
    """Turns what is malformed into a refusal with its cause."""

    def wrap(function):
        def run(*arguments):
            try:
                return function(*arguments)
            except Malformed as error:
                raise Refused(cause, f"The receipt is refused: {error}.") from error

        return run

    return wrap


@_step("form")
def read(receipt):
    """Step 1. Returns the envelope, the index, the path and the checkpoint."""
    if len(receipt) > LONGEST:
        raise Malformed("it is too long")
    head, blank, note = receipt.partition(b"\n\n")
    lines = head.split(b"\n")
    if not blank or len(lines) < 3 or lines[0] != TITLE:
        raise Malformed("it does not begin as a proof of tlog-proof, or has no checkpoint")
    if not lines[1].startswith(b"extra ") or not lines[2].startswith(b"index "):
        raise Malformed("it lacks the event or its index")
    entry, index = decode_base64(lines[1][6:]), decimal(lines[2][6:])
    path = [decode_base64(line) for line in lines[3:]]
    if any(len(part) != 32 for part in path):
        raise Malformed("it has a line in its proof that is no hash")
    return entry, index, path, Checkpoint.read(note)


@_step("checkpoint")
def check_signatures(checkpoint, asked):
    """Step 2. Returns the cosignatures (identity, time), and the names of unknown keys."""
    if checkpoint.origin != asked.log.encode("utf-8"):
        raise Malformed(f"its checkpoint is of another log than {asked.log}")
    keys = {}
    for given in asked.trust.log_keys:
        named = given.key.named(asked.log)
        covers = given.counts and given.first <= checkpoint.size and (given.last is None or checkpoint.size <= given.last)
        keys.setdefault((named.name, named.id), []).append((named, (covers, given.needs_cosigner), None))
    for identity, key in asked.trust.cosigners:
        keys.setdefault((key.name, key.id), []).append((key, (False, False), identity))
    is_signed, is_signed_by_stolen, cosignatures, unknown = False, False, [], []
    for line in checkpoint.lines:
        known = keys.get((line.name, line.id), [])
        for key, (covers, needs_cosigner), identity in known:
            holds, seconds = key.holds(line.value, checkpoint.text)
            if not holds:
                raise Malformed(f"the signature of {line.name} does not belong to its checkpoint")
            is_signed = is_signed or (covers and not needs_cosigner)
            is_signed_by_stolen = is_signed_by_stolen or (covers and needs_cosigner)
            if identity:
                cosignatures.append((identity, seconds))
        if not known:
            unknown.append(line.name)
    party = asked.log.split("/")[1]
    if is_signed_by_stolen and any(identity.split("/")[0] != party for identity, _ in cosignatures):
        is_signed = True
    if not is_signed:
        raise Malformed("its checkpoint is not signed by a key of the log for that size")
    return cosignatures, unknown


@_step("inclusion")
def check_inclusion(entry, index, path, checkpoint):
    """Step 3."""
    if index >= checkpoint.size:
        raise Malformed(f"a log of {checkpoint.size} entries has no entry {index}")
    if tree.root_of_path(index, checkpoint.size, tree.leaf(entry), path) != checkpoint.root:
        raise Malformed(f"entry {index} is not in the log of {checkpoint.size} entries")


@_step("event")
def read_event(entry, asked):
    """Step 4. Returns the event, what was signed, and the signatures."""
    payload, signatures = events.read_envelope(entry)
    event = events.read_event(payload, signatures)
    if event["log"] != asked.log:
        raise Malformed(f"its event was signed for the log {event['log']}")
    if event["type"] != asked.type:
        raise Malformed(f"its event is “{event['type']}”, and “{asked.type}” was expected")
    return event, events.pre_authentication(payload), signatures


@_step("signer")
def check_signers(event, message, signatures, asked):
    """Step 5, but for trust. Returns the certificates."""
    at_hand = {certificates.digest(one): one for one in asked.certificates}
    signers = []
    for digest, signature in zip(event["signers"], signatures):
        certificate = at_hand.get(digest)
        if certificate is None:
            raise Malformed(f"the certificate {digest} that signed the event is not at hand")
        certificates.check_signature(certificate, signature, message)
        signers.append(certificate)
    events.check_identities(event, [certificates.identity(one) for one in signers])
    return signers


@_step("trust")
def check_trust(signers, asked, at):
    """Step 5: every signer's path to a root of their party, at the trusted time."""
    for signer in signers:
        others = [one for one in asked.certificates if one != signer]
        party = certificates.identity(signer).split("/")[0]
        certificates.validate(signer, others, asked.trust.roots.get(party, []), asked.trust.lists, at)


@_step("other")
def check_subject(event, asked):
    """Step 7. Returns a sentence for each thing that was compared."""
    compared = []
    bundle = event.get("bundle", {})
    if asked.bundle:
        if bundle.get("digest") != asked.bundle:
            raise Malformed(f"it is for another bundle, {bundle.get('digest')}")
        compared.append(f"It is for the bundle {asked.bundle}.")
    if asked.file and bundle.get("file") != asked.file:
        compared.append("The file has other signatures or time-stamps than when it was sent; its signed contents are the same.")
    if asked.submitted is not None:
        if {"digest": digest_text(asked.submitted)} not in [{"digest": one["digest"]} for one in event.get("previous", [])]:
            raise Malformed("it answers another event than this submission")
        compared.append("It answers the signed submission at hand.")
    return compared


def verify(receipt, asked):
    """All steps; raises Refused at the first that fails."""
    entry, index, path, checkpoint = read(receipt)
    steps = [f"1. The receipt has its form: entry {index} of a log of {checkpoint.size}."]
    cosignatures, unknown = check_signatures(checkpoint, asked)
    steps.append(f"2. The checkpoint is of the log {asked.log}, and one of its keys signed it; no known key's line is false.")
    check_inclusion(entry, index, path, checkpoint)
    steps.append(f"3. The proof of {len(path)} hashes leads from the event to the checkpoint's root.")
    event, message, signatures = read_event(entry, asked)
    steps.append(f"4. The event {event['event']} is of its form, of this log, and “{event['type']}”.")
    signers = check_signers(event, message, signatures, asked)
    counted = [one for one in cosignatures if _counts(one[0], asked)]
    missing = _missing(counted, asked)
    at = _trusted_time(counted, event, asked)
    not_checked = []
    if asked.trust.roots is None:
        steps.append(f"5. {event['actor']} signed it, by the certificate that the event names.")
        not_checked.append("whether that certificate is to be trusted: no trust list was given")
    else:
        check_trust(signers, asked, at)
        judged = f"{at:%Y-%m-%d at %H:%M:%S} UTC"
        steps.append(f"5. {event['actor']} signed it; the certificate leads to a root and stood unrevoked on {judged}.")
        not_checked.append("who signed the trust list, and whether it is the newest: compare its fingerprint on paper")
    steps.append(
        f"6. Cosigners that count: {', '.join(sorted({one for one, _ in counted})) or 'none'}; "
        + (f"provisional, {missing} missing." if missing else "as many as were asked for.")
    )
    steps += [f"7. {sentence}" for sentence in check_subject(event, asked)]
    not_checked += _left_out(event, asked, unknown)
    return Verdict(
        at, index, checkpoint.size, event, sorted(identity for identity, _ in cosignatures), missing, unknown, steps, not_checked
    )


def _party(cosigner):
    return cosigner.split("/")[0]


def _counts(cosigner, asked):
    """Step 6: of the agreement's parties, and not the one that runs the node."""
    party = _party(cosigner)
    return party != asked.log.split("/")[1] and (asked.parties is None or party in asked.parties)


def _missing(counted, asked):
    """Step 6: each party once, however many cosigners it has."""
    whole = len(asked.parties - {asked.log.split("/")[1]}) if asked.each else asked.at_least
    return max(0, whole - len({_party(cosigner) for cosigner, _ in counted}))


def _trusted_time(counted, event, asked):
    """Step 5: when the quorum was first whole, not before the node's own time and not after now; else now."""
    if asked.parties is None or not _missing([], asked):
        return asked.now
    in_order = sorted(counted, key=lambda one: one[1])
    for number, (_, seconds) in enumerate(in_order, 1):
        if not _missing(in_order[:number], asked):
            accepted = datetime.fromisoformat(event["at"].replace("Z", "+00:00"))
            # What lies behind the calendar lies behind now.
            whole = datetime.fromtimestamp(seconds, timezone.utc) if seconds < 253402300800 else asked.now
            return min(max(whole, accepted), asked.now)
    return asked.now


def _left_out(event, asked, unknown):
    left = [f"a signature line of “{name}”, a key that is not known; it proves nothing" for name in unknown]
    left.append("the agreement itself: how many cosigners it asks for, and of whom, is what the command line said")
    if asked.parties is None:
        left.append("whether these cosigners belong to the agreement: no --party was given; so they give no time either")
    left.append(
        "the time-stamp that lies beside it: whether it holds, whose it is, and its time"
        if asked.stamped
        else "time-stamps: whether the agreement asks for one"
    )
    left.append("when exactly it happened: the event's own time, and those of cosigners, are claims")
    if not asked.bundle:
        left.append("the bundle: none was given to compare")
    if asked.submitted is None and "previous" in event:
        left.append("the event that it answers: none was given to compare")
    return left
