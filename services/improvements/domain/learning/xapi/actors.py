"""Actors: one person, or a group, each known by exactly one identifier or, a group only, by its members."""

from collections.abc import Iterator

from services.improvements.domain.learning.xapi.checking import Check, a_list, all_of, an_object, one_of, unfit
from services.improvements.domain.learning.xapi.values import IRI, MAILTO, SHA1, TEXT
from services.improvements.domain.refusals import Refusal

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
"""The inverse functional identifiers."""
_OWN = {
    "name": TEXT,
    "mbox": MAILTO,
    "mbox_sha1sum": SHA1,
    "openid": IRI,
    "account": an_object({"homePage": IRI, "name": TEXT}, ("homePage", "name")),
}


def _has_one_identifier(value: object, at: str) -> Iterator[Refusal]:
    if isinstance(value, dict) and sum(name in value for name in IDENTIFIERS) != 1:
        yield unfit(at, "not known by exactly one identifier", f"send one of {', '.join(IDENTIFIERS)}")


def _has_one_or_members(value: object, at: str) -> Iterator[Refusal]:
    if not isinstance(value, dict):
        return
    identifiers = sum(name in value for name in IDENTIFIERS)
    if identifiers > 1 or (not identifiers and not value.get("member")):
        remedy = f"send one of {', '.join(IDENTIFIERS)}, or the members of a group that has none"
        yield unfit(at, "a group with several identifiers, or with none and no members", remedy)


AGENT = all_of(an_object({"objectType": one_of("Agent"), **_OWN}), _has_one_identifier)
GROUP = all_of(
    an_object({"objectType": one_of("Group"), **_OWN, "member": a_list(AGENT)}, ("objectType",)), _has_one_or_members
)


def actor(value: object, at: str) -> Iterator[Refusal]:
    """An agent or a group."""
    check: Check = GROUP if isinstance(value, dict) and value.get("objectType") == "Group" else AGENT
    return check(value, at)


def authority(value: object, at: str) -> Iterator[Refusal]:
    """Who vouches for a statement: an agent, or a group of the two agents of OAuth."""
    yield from actor(value, at)
    if not isinstance(value, dict) or value.get("objectType") != "Group":
        return
    members = value.get("member")
    if not isinstance(members, list) or len(members) != 2 or any(name in value for name in IDENTIFIERS):
        yield unfit(at, "a group of other than two members without an identifier", "send an agent")
