"""A message that somebody has opened by its link: which of its complaints a page shows, and which days it offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.links import Link
from services.complaints import texts
from services.complaints.application.messages import Told, limits
from services.complaints.city import City
from services.complaints.pages import promised
from services.complaints.pages.message import form, view
from services.complaints.pages.message.form import Entered
from services.complaints.pages.promised import Days
from services.complaints.store.messages import MAX_COMPLAINTS

ROWS = 200
"""Complaints on one page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for beside the link: a language, a page from 1 on, and whether all of it shall be ticked."""

    language: str
    page: int = 1
    all_chosen: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], language: str) -> "Asked":
        """What nobody understands is passed by: whoever follows a link has not written it."""
        number = query.get("page", "")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
        return cls(language, max(page, 1), query.get("all") == "1")


@dataclass(frozen=True, slots=True)
class Opened:
    """The complaints of a message, in the order in which they are shown."""

    link: Link
    told: tuple[Told, ...]
    asked: Asked
    city: City
    now: datetime

    @property
    def is_digest(self) -> bool:
        """Whether the message told of several complaints, among which there is a choice."""
        return self.link.complaint_id is None

    def row(self, told: Told) -> view.Row:
        """One of the complaints in words."""
        return view.row(told, self.city, self.asked.language, self.now)

    def entered(self, body: bytes) -> Entered:
        """What was sent for them."""
        return form.read(body, self.told, self.is_digest, self._days(), self.city, self.asked.language)

    def values(self, entered: Entered | None) -> dict[str, Any]:
        """What the page shows, with what was entered before if that has to be corrected."""
        words, pages = texts.of(self.asked.language).pages, max(1, -(-len(self.told) // ROWS))
        page = min(self.asked.page, pages)
        shown = self.told[(page - 1) * ROWS : page * ROWS]
        open_ones = [each.id for each in shown if each.can_be_taken_on]
        return {
            "rows": [self.row(each) for each in shown],
            "is_digest": self.is_digest,
            "intro": self._intro(),
            "partly": self._partly(),
            "page": page,
            "pages": pages,
            "page_of": words.page_of.format(page=page, pages=pages),
            "chosen": entered.chosen if entered else frozenset(open_ones if self.asked.all_chosen else ()),
            "errors": entered.errors if entered else {},
            "form": self._form(entered) if open_ones else None,
        }

    def _form(self, entered: Entered | None) -> dict[str, Any]:
        days = self._days()
        return {
            "hint": promised.hint(days, self.city, self.asked.language),
            "first": days.first.isoformat(),
            "last": days.last.isoformat() if days.last else None,
            "day": entered.day_as_typed if entered else days.proposed.isoformat(),
            "note": entered.note_as_typed if entered else "",
            "max_note": promised.MAX_NOTE,
        }

    def _days(self) -> Days:
        return promised.days(limits(self.told, self.now), self.link.unit, self.city, self.now)

    def _intro(self) -> str:
        words = texts.of(self.asked.language).pages
        if self.link.purpose == "read":
            return words.intro_read
        open_ones = sum(each.can_be_taken_on for each in self.told)
        if not open_ones:
            return words.intro_none
        return words.intro_many.format(total=len(self.told), open=open_ones) if self.is_digest else words.intro_one

    def _partly(self) -> str | None:
        """The projection may be a moment behind the mail, and of very many complaints not all are remembered."""
        words = texts.of(self.asked.language).pages
        if not self.is_digest or len(self.told) >= self.link.count:
            return None
        said = words.first_of if len(self.told) >= MAX_COMPLAINTS else words.partly
        return said.format(count=self.link.count, total=len(self.told))
