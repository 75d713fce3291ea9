"""The parts of a page that follow from what a reader sees: what happened, why they get it, the way in."""

from collections import Counter
from collections.abc import Iterable

from services.notify.messages.page import Link, Section
from services.notify.messages.view import Shown
from services.notify.messages.wording import Wording

MAX_WHYS = 3


def sections(words: Wording, view: Shown) -> list[Section]:
    """What it is, what has happened and which deadlines there are, without what is empty."""
    description = (words.say(macro, view) for macro in view.description)
    given = (
        Section(words.label("description"), [said for said in description if said]),
        Section(words.label("steps"), [words.say("told", step) for step in view.steps]),
        Section(words.label("overdue"), [words.say("deadline", each) for each in view.overdue]),
        Section(words.label("upcoming"), [words.say("deadline", each) for each in view.upcoming]),
    )
    return [section for section in given if section.lines]


def whys(words: Wording, views: Iterable[Shown]) -> list[str]:
    """Why this reader gets it: the reasons of most complaints first."""
    by_reason: dict[tuple[str | None, ...], list[Shown]] = {}
    for view in views:
        by_reason.setdefault((view.role_title, view.post_unit_name, view.rerouted), []).append(view)
    most = Counter({reason: len(same) for reason, same in by_reason.items()}).most_common(MAX_WHYS)
    return [words.say("why_you", by_reason[reason][0]) for reason, _ in most]


def link(words: Wording, url: str | None, label: str) -> Link | None:
    """The one link, with what it is for."""
    return Link(words.label(label), url) if url is not None else None
