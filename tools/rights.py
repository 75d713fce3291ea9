"""Writes who may do what, as people read it: `python -m tools.rights` writes `docs/rights.md` from `domain.rights`."""

from collections.abc import Iterable

from deploy.local.environment import REPOSITORY
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.rights import OPEN_TO, RIGHTS, Reach, Role, Standing

FILE = REPOSITORY / "docs" / "rights.md"
STAFF = tuple(role for role, rights in RIGHTS.items() if rights.is_staff)
RELATIONS = ("own", "sub", "other")
"""The complaint is with the own unit, with one below it, or with any other."""
_TITLES = {"own": "own unit", "sub": "unit below", "other": "other unit"}
_MARK = "yes"
_NONE = "-"

_HEAD = """\
<!-- Written by `make rights` from services/complaints/domain/rights.py: change that, not this file. -->
# Who may do what

What a role may do with a complaint depends on whose it is: the own unit's, that of a unit below, or another unit's. Of
another unit's complaint nobody can tell that it exists: every request about it is answered with 404. What the state of
the complaint allows comes on top ([integration.md](integration.md)).

"""
_CALLERS = """
Complainants act by the tracking code, and only on their own complaint: {complainant}. The system acts by rules of the
policy: {system}. Channels see what they handed in.

Photos and documents are added by complainants, by the channel that handed the complaint in, and by people of the city
who may take a step on it; photos of the result by these people alone.

## What another standing leaves of it

A unit can have to do with a complaint without answering for it. Then its people may do what their role allows and this
table lists.

| the unit | actions |
|---|---|
"""


def document() -> str:
    """The whole page."""
    acting = {role: RIGHTS[role].actions for role in (Role.COMPLAINANT, Role.SYSTEM)}
    callers = {role.value: ", ".join(_in_order(actions)) for role, actions in acting.items()}
    standings = (f"| {each.value} | {_words(OPEN_TO[each])} |\n" for each in Standing if each is not _RESPONSIBLE)
    return _HEAD + "".join(_table()) + _CALLERS.format(**callers) + "".join(standings)


_RESPONSIBLE = Standing.RESPONSIBLE


def _table() -> Iterable[str]:
    columns = [(role, relation) for role in STAFF for relation in RELATIONS]
    names = (f"{role.value.replace('_', ' ')}: {_TITLES[relation]}" for role, relation in columns)
    yield f"| action | {' | '.join(names)} |\n"
    yield f"|---|{'---|' * len(columns)}\n"
    yield _row("see it", (_reaches(role, relation) for role, relation in columns))
    for action in _in_order(OPEN_TO[_RESPONSIBLE]):
        if any(action in RIGHTS[role].actions for role in STAFF):
            yield _row(
                action, (_reaches(role, relation) and action in RIGHTS[role].actions for role, relation in columns)
            )


def _row(name: str, cells: Iterable[bool]) -> str:
    return f"| {name} | {' | '.join(_MARK if cell else _NONE for cell in cells)} |\n"


def _reaches(role: Role, relation: str) -> bool:
    return relation == "own" or (relation == "sub" and RIGHTS[role].reach is Reach.SUBTREE)


def _in_order(actions: Iterable[str]) -> list[str]:
    wanted = set(actions)
    return [name for name in ACTIONS if name in wanted]


def _words(actions: Iterable[str]) -> str:
    return ", ".join(_in_order(actions)) or "none; it sees the complaint"


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
