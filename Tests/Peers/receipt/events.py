"""An event: the envelope, the form of its payload, and who may sign it (docs/spec/custody-log.md)."""

import forms
from forms import fields, listed, number
from spelling import Malformed, canonical_json, decode_base64

PAYLOAD_TYPE = "application/vnd.saksi.event+json"
LONGEST = 65_535

BY_NODE = """accepted rejected decision-denied decision-pending released delivered recorded key-added key-revoked
    words-destroyed register-rebuilt request-lapsed""".split()
BY_EITHER = """stored copied verified withheld agreement-activated agreement-suspended agreement-resumed session-segment
    corrected""".split()
BY_PERSON = (
    """received-from-outside seized sealed seal-checked seal-broken resealed transferred checked-out examined sampled consumed
    acquired translated packaged submitted approval-given consent-given consent-withdrawn override-given override-withdrawn
    release-requested received opened viewed reissued disclosed deposited-in-court tendered admitted excluded
    produced-in-court court-order-recorded court-order-ended passed-onward returned returned-to-owner forfeited lost damaged
    destroyed hold-set hold-lifted charge-changed""".split()
    + """request-sent request-confirmed request-acknowledged request-forwarded request-queried request-accepted
    request-executed request-refused request-postponed request-withdrawn request-closed""".split()
    + """session-requested session-agreed session-declined session-prepared session-tested session-opened session-suspended
    session-resumed session-closed session-minuted session-signed session-certified session-cancelled session-failed""".split()
)

# What ends a statement names it alone in `previous`.
ENDINGS = ("consent-withdrawn", "override-withdrawn", "court-order-ended")
WITHOUT_PLACE = ("consent-given", "override-given", "court-order-recorded") + ENDINGS
# Seven fields that belong to one type, or to these two.
OWN_FIELDS = {
    "activation": ("agreement-activated",),
    "recorded": ("recorded",),
    "key": ("key-added", "key-revoked"),
    "approval": ("approval-given",),
    "consent": ("consent-given",),
    "override": ("override-given",),
    "courtOrder": ("court-order-recorded",),
}

_clause = fields(clause=forms.clause_number, of=forms.agreement)
_source = fields(digest=forms.digest, id=forms.agreement, version=number(1))
_FORMS = dict(
    event=forms.random_id,
    type=forms.word(*BY_NODE, *BY_EITHER, *BY_PERSON),
    log=forms.origin,
    signers=listed(forms.digest, most=4),
    actor=forms.identity,
    at=forms.instant,
    offset=forms.offset,
    clock=forms.word("ntp", "gnss", "device", "stated"),
    agreement=forms.agreement,
    case=forms.case_number,
    bundle=fields(optional=["file"], id=forms.random_id, digest=forms.digest, file=forms.digest),
    exhibits=listed(fields(number=number(1, 9_999_999), commitment=forms.digest)),
    digestBefore=forms.digest,
    digestAfter=forms.digest,
    counterpart=forms.counterpart,
    purpose=forms.purpose,
    offence=forms.offence,
    place=forms.party,
    forum=forms.party,
    clauses=listed(_clause),
    decision=fields(digest=forms.digest, id=forms.random_id),
    release=forms.random_id,
    session=forms.random_id,
    medium=forms.word("network", "courier", "counter"),
    location=forms.code,
    seal=forms.code,
    authorization=forms.digest,
    condition=forms.digest,
    note=forms.digest,
    previous=listed(fields(digest=forms.digest, event=forms.random_id)),
    approval=fields(action=forms.action, expires=forms.instant, policy=forms.digest),
    consent=fields(
        optional=["expires", "recipient"],
        actions=listed(forms.action),
        expires=forms.instant,
        purposes=listed(forms.purpose),
        recipient=forms.party,
    ),
    override=fields(
        action=forms.action,
        clauses=listed(_clause),
        expires=forms.instant,
        policy=forms.digest,
        purposes=listed(forms.purpose),
        reasons=forms.digest,
    ),
    courtOrder=fields(date=forms.day, party=forms.party),
    attested=forms.word("session", "paper"),
    activation=fields(
        optional=["key", "policy"],
        agreement=forms.digest,
        key=forms.verifier_key,
        policy=forms.digest,
        signatures=listed(forms.digest),
        sources=listed(_source),
        trust=forms.digest,
        version=number(1),
    ),
    key=fields(
        optional=["certificate", "size", "verifier"],
        certificate=forms.digest,
        size=number(0),
        verifier=forms.verifier_key,
    ),
    recorded=fields(**{"at": forms.instant, "from": number(0), "to": number(0)}),
)
_ALWAYS = ("event", "type", "log", "signers", "actor", "at", "offset", "clock")
_payload = fields(optional=[name for name in _FORMS if name not in _ALWAYS], **_FORMS)


def read_envelope(entry):
    """The payload's bytes, and the signatures in their order."""
    if len(entry) > LONGEST:
        raise Malformed("has an event that is too long")
    envelope = canonical_json(entry)
    fields(
        payload=forms.base64_text,
        payloadType=forms.word(PAYLOAD_TYPE),
        signatures=listed(fields(sig=forms.base64_text), most=4),
    )(envelope)
    return decode_base64(envelope["payload"]), [decode_base64(one["sig"]) for one in envelope["signatures"]]


def pre_authentication(payload):
    """What DSSE signs."""
    kind = PAYLOAD_TYPE.encode("ascii")
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def node_of(log):
    parts = log.split("/")
    return f"{parts[1]}/node/{parts[2]}"


def _refuse(what):
    raise Malformed(what)


def read_event(payload, signatures):
    """The payload, if its form is that of the page: every field, and what its type needs."""
    event = canonical_json(payload)
    if b"\\" in payload:
        _refuse("has a string with an escape")
    _payload(event)
    if len(set(event["signers"])) != len(event["signers"]) or len(event["signers"]) != len(signatures):
        _refuse("has signers twice, or another number of signatures")
    place = event["log"].split("/")[3]
    if event.get("agreement") != (None if place == "node" else place):
        _refuse("is of another agreement than its log")
    _check_actor(event)
    _check_subjects(event)
    _check_grants(event)
    return event


def _check_actor(event):
    kind, actor, node = event["type"], event["actor"], node_of(event["log"])
    is_node = actor == node
    if not is_node and forms.kind(actor) != "member":
        _refuse("is the act of neither a member nor the log's node")
    if (kind in BY_NODE and not is_node) or (kind in BY_PERSON and is_node):
        _refuse("is an act of somebody else")
    if "attested" in event:
        if kind in BY_NODE or len(event["signers"]) != 1:
            _refuse("is attested where somebody's own signature must stand")
        if event["attested"] == "session" and is_node:
            _refuse("attests a session of the node itself")


def _check_subjects(event):
    kind, is_node = event["type"], event["actor"] == node_of(event["log"])
    for field, kinds in OWN_FIELDS.items():
        if (field in event) != (kind in kinds):
            _refuse(f"has “{field}” where it does not belong, or lacks it")
    numbers = [exhibit["number"] for exhibit in event.get("exhibits", [])]
    if numbers != sorted(set(numbers)):
        _refuse("has exhibits that are not in ascending order")
    needs = {
        "bundle": ("submitted", "accepted", "released", "delivered", "received", "override-given", "override-withdrawn"),
        "previous": ("accepted", "corrected"),
        "purpose": ("release-requested",),
        "authorization": ("court-order-recorded",),
    }
    for field, kinds in needs.items():
        if kind in kinds and field not in event:
            _refuse(f"lacks “{field}”")
    if numbers and "bundle" not in event:
        _refuse("names exhibits and no bundle")
    if kind == "accepted" and "file" not in event["bundle"]:
        _refuse("does not name the file that was accepted")
    if not (kind in BY_NODE or (kind == "agreement-activated" and is_node)):
        if "decision" in event or "clauses" in event:
            _refuse("decides, which only the node does")
    if kind in BY_NODE or kind in WITHOUT_PLACE:
        if "place" in event or "forum" in event:
            _refuse("declares a place or a forum")
    if kind == "recorded" and event["recorded"]["to"] <= event["recorded"]["from"]:
        _refuse("records no entries")
    if "key" in event:
        if ("certificate" in event["key"]) == ("verifier" in event["key"]):
            _refuse("names not one key")
        if "size" in event["key"] and (kind != "key-revoked" or "verifier" not in event["key"]):
            _refuse("gives a size, which only the end of a log key has")
    if "activation" in event:
        if {"key", "policy"} & set(event["activation"]) != ({"key", "policy"} if is_node else set()):
            _refuse("has key and policy where a member speaks, or lacks them where the node does")


def _check_grants(event):
    kind, previous = event["type"], len(event.get("previous", []))
    if kind in ENDINGS + ("words-destroyed",) and previous != 1:
        _refuse("does not name the one event that it is about")
    if kind == "approval-given":
        asked = event.get("counterpart", "")
        if asked.count("/") != 2 or forms.kind(asked) != "member":
            _refuse("does not name the member who asked")
    if kind == "consent-given":
        forms.in_order(event["consent"]["actions"])
        forms.in_order(event["consent"]["purposes"])
    if kind == "override-given":
        forms.in_order(event["override"]["purposes"])
        forms.clauses_in_order(event["override"]["clauses"])
        if previous > 1:
            _refuse("names more than the other leader's event")


def check_identities(event, identities):
    """“Who signs”: the identities of the certificates, in the order of the signatures."""
    if len(set(identities)) != len(identities):
        _refuse("is signed twice by the same")
    if event.get("attested") == "session":
        if identities != [node_of(event["log"])]:
            _refuse("attests a session, and is not signed by the log's node alone")
        return
    if event.get("attested") == "paper":
        if [forms.kind(one) for one in identities] != ["member"]:
            _refuse("was signed on paper, and is not entered by one member")
        return
    if identities[0] != event["actor"]:
        _refuse(f"is signed by {identities[0]}, and not by {event['actor']}, who acted")
    if any(forms.kind(one) != "member" for one in identities[1:]):
        _refuse("has a further signer who is no member")
