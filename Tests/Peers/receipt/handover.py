"""The proof that one log key introduced the next (docs/spec/custody-log.md, “Keys that change”)."""

import events
import receipt
from notes import VerifierKey
from spelling import Malformed, Refused


def proves(proof, beside, origin, key, first, before):
    """Whether the proof shows that `key` begins at size `first`, behind keys of `before`.

    `before`: the keys of the log that stand before it in the trust list, as `trust.LogKey`.
    """
    try:
        entry, index, path, checkpoint = receipt.read(proof)
        if checkpoint.origin != origin.encode("utf-8") or checkpoint.size != first - 1:
            return False
        asked = receipt.Asked(origin, _Keys(before), beside, 0, type="key-added")
        receipt.check_signatures(checkpoint, asked)
        receipt.check_inclusion(entry, index, path, checkpoint)
        event, message, signatures = receipt.read_event(entry, asked)
        receipt.check_signers(event, message, signatures, asked)
    except (Malformed, Refused):
        return False
    _, party, node, _ = origin.split("/")
    added = event["key"].get("verifier")
    return event["actor"] == f"{party}/node/{node}" and added is not None and VerifierKey.read(added) == key.named(origin)


class _Keys:
    """What `receipt.check_signatures` asks of a trust list."""

    def __init__(self, log_keys):
        self.log_keys = log_keys
        self.cosigners = []
