"""The menu: what each reader is offered, wherever they are. A name is a word of `menu` in the words of `frame`."""

from collections.abc import Mapping

from city.access import StaffRole

Entry = tuple[str, str]
"""Name and path; `hosts` knows which service has the path."""

CITIZEN: tuple[Entry, ...] = (
    ("home", "/"),
    ("file", "/file"),
    ("follow", "/follow"),
    ("performance", "/performance"),
)
_WORK: tuple[Entry, ...] = (("work", "/queue"), ("file_for", "/counter"), ("event_desk", "/event-desk"))
STAFF: Mapping[StaffRole, tuple[Entry, ...]] = {
    StaffRole.OFFICER: _WORK,
    StaffRole.TRIAGE: (("triage", "/triage"), *_WORK),
    StaffRole.UNIT_HEAD: (("overview", "/overview"), *_WORK),
    StaffRole.LEADER: (("overview", "/overview"), ("work", "/queue")),
    StaffRole.AUDITOR: (("work", "/queue"),),
    StaffRole.BUREAU: (("improvements", "/improvements"), ("work", "/queue"), ("performance", "/performance")),
}


def menu_of(role: StaffRole | None) -> tuple[Entry, ...]:
    """What somebody in this role is offered; None: whoever is not signed in."""
    return CITIZEN if role is None else STAFF[role]
