"""The complaint that a request to the pages of a code is about, and what they show of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis.http.clients import client_address
from services.complaints import texts
from services.complaints.application.read import Found, Mistyped, NotFound
from services.complaints.by_code import Limited, find_by_code
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.attachments import MAX_EACH
from services.complaints.domain.free_text import MAX_TEXT
from services.complaints.pages.citizen.follow import view
from services.complaints.pages.citizen.survey.form import questions
from services.complaints.pages.photos import ACCEPTED, MEBIBYTES
from services.complaints.pages.qr import qr_of
from services.complaints.pages.site import site_of
from services.complaints.questions import after_rating
from web.frame import show
from web.problems import PageProblem
from web.site import Reader
from web.visits import begin_visit

STARS = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a complaint has to say beside how it stands, and what was typed into its forms."""

    notices: Sequence[str] = ()
    done: str = ""
    errors: Mapping[str, str] | None = None
    typed: Mapping[str, str] | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A complaint for whoever holds its code, in one request; `code` is written as it was given out."""

    http: Request
    reader: Reader
    found: Found
    code: str

    def page(self, shown: Shown) -> Response:
        """How it stands, and what can be done."""
        site, language, words = site_of(self.http), self.reader.language, self.reader.words("follow")
        city, now, found = site.deps.city, site.deps.clock(), self.found
        entries, complaint = view.entries(found, city, language), found.record.complaint
        values = {
            "standing": view.standing(found, entries, city, language, now, words),
            "steps": view.steps(entries, city, language),
            "photos": view.photos(found, self.code, city, language, words),
            "possible": found.possible_actions,
            "question": after_rating(complaint.rating, found.possible_actions, language),
            "rating": complaint.rating,
            "is_following": complaint.duplicate_of is not None,
            "reasons": {name: self._reasons(name) for name in ("withdraw", "reopen")},
            "survey_words": self.reader.words("survey"),
            "questions": questions(self.reader),
            "stars": [(number, words.stars[str(number)]) for number in STARS],
            "shown": shown,
            "errors": shown.errors or {},
            "typed": shown.typed or {},
            "max_text": MAX_TEXT,
            **self._shared(),
        }
        return show(self.http, self.reader, "citizen/follow.html", words.titles.follow, values, shown.status)

    def new(self, left_out: Sequence[str]) -> Response:
        """That it is filed, with its code."""
        words, city = self.reader.words("follow"), site_of(self.http).deps.city
        complaint = self.found.record.complaint
        address = site_of(self.http).address(self.http, f"/follow/{self.code}")
        values = {
            "promises": view.promises(complaint, city, self.reader.language, words),
            "is_following": complaint.is_follower,
            "left_out": left_out,
            "address": address,
            "qr": qr_of(address),
            **self._shared(),
        }
        title = words.titles.joined if complaint.is_follower else words.titles.new
        return show(self.http, self.reader, "citizen/new.html", title, values)

    def sure(self, reason: str) -> Response:
        """Whether it is really to be withdrawn."""
        words = self.reader.words("follow")
        values = {"reason": reason, **self._shared()}
        return show(self.http, self.reader, "citizen/sure.html", words.titles.sure, values)

    def _shared(self) -> dict[str, Any]:
        site, words = site_of(self.http), self.reader.words("follow")
        return {
            "words": words,
            "code": self.code,
            "visit": begin_visit(self.http).token,
            "may_add_photos": view.may_add_photos(self.found, site.deps.clock(), site.deps.city),
            "photos_hint": words.photos_hint.format(max=MAX_EACH, megabytes=MEBIBYTES),
            "accepted": ACCEPTED,
        }

    def _reasons(self, action: str) -> list[tuple[str, str]]:
        known = texts.of(self.reader.language).reasons
        return [(each, known[each]) for each in ACTIONS[action].reasons]


async def found_page(code: str, http: Request, reader: Reader) -> FoundPage | Response:
    """The complaint with this code, or the page that says that there is none; ends the request of whoever guesses."""
    site = site_of(http)
    found = await find_by_code(code, client_address(http), site.deps, site.throttle)
    match found:
        case Found():
            return FoundPage(http, reader, found, site.deps.codes.code(found.record.complaint.id))
        case Limited(seconds=seconds):
            raise PageProblem("too_many", ceil(seconds))
        case Mistyped():
            return ask_for_code(http, reader, code, "code_mistyped")
        case NotFound():
            return ask_for_code(http, reader, code, "no_complaint")


def ask_for_code(http: Request, reader: Reader, typed: str = "", fault: str | None = None) -> Response:
    """Where a code is typed; `fault` says what is wrong with the one that was."""
    words = reader.words("follow")
    errors = {} if fault is None else {"code": " ".join(texts.of(reader.language).faults[fault])}
    values = {"words": words, "typed": typed, "errors": errors, "visit": begin_visit(http).token}
    status = 404 if fault else 200
    return show(http, reader, "citizen/code.html", words.titles.code, values, status, is_public=fault is None)
