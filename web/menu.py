"""The menu: what each reader is offered, wherever they are. A name is a word of `menu` in the words of `frame`."""

from collections.abc import Mapping

from city.access import StaffRole

Entry = tuple[str, str]
"""Name and path; `hosts` knows which service has the path."""

_IMPROVEMENTS: Entry = ("improvements", "/improvements")
CITIZEN: tuple[Entry, ...] = (
    ("home", "/"),
    ("file", "/file"),
    ("follow", "/follow"),
    ("performance", "/performance"),
    _IMPROVEMENTS,
)
_WORK: tuple[Entry, ...] = (("work", "/queue"), ("file_for", "/counter"), ("event_desk", "/event-desk"))
STAFF: Mapping[StaffRole, tuple[Entry, ...]] = {
    StaffRole.OFFICER: _WORK,
    StaffRole.TRIAGE: (("triage", "/triage"), *_WORK),
    StaffRole.UNIT_HEAD: (("overview", "/overview"), *_WORK, _IMPROVEMENTS),
    StaffRole.LEADER: (("overview", "/overview"), ("work", "/queue"), _IMPROVEMENTS),
    StaffRole.AUDITOR: (("work", "/queue"), _IMPROVEMENTS),
    StaffRole.BUREAU: (_IMPROVEMENTS, ("work", "/queue"), ("performance", "/performance")),
}


def menu_of(role: StaffRole | None) -> tuple[Entry, ...]:
    """What somebody in this role is offered; None: whoever is not signed in."""
    return CITIZEN if role is None else STAFF[role]
