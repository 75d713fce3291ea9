"""What each of the three steps shows, for one request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.complaints.application.similar import Hint
from services.complaints.domain.attachments import MAX_EACH
from services.complaints.pages.citizen.file import hints, view
from services.complaints.pages.citizen.file.entered import MAX_PLACE, MAX_WORDS, Entered
from services.complaints.pages.photos import ACCEPTED, MEBIBYTES
from services.complaints.pages.site import site_of
from web.frame import show
from web.render import allow_pictures
from web.site import Reader
from web.visits import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody on their way through the form: how far they have come, and under which visit."""

    http: Request
    reader: Reader
    entered: Entered
    visit: Visit

    def with_visit(self, visit: Visit) -> "Step":
        """The same under another visit."""
        return replace(self, visit=visit)

    def about(self, best: Sequence[str] | None = None) -> Response:
        """The first step. `best` are the categories that fit what was searched for; None: nothing was."""
        city, language = site_of(self.http).deps.city, self.reader.language
        values = {
            "best": view.choices(best or (), city, language),
            "choices": view.choices(city.categories, city, language),
            "has_searched": best is not None,
            "max_words": MAX_WORDS,
        }
        return self._show("about", values, is_public=self.http.method != "POST")

    def details(self, errors: dict[str, str] | None = None) -> Response:
        """The second step, with what is wrong in it."""
        city, language, words = site_of(self.http).deps.city, self.reader.language, self.reader.words("file")
        groups, alone = view.area_groups(city, language, words)
        category, tiles = city.categories.get(self.entered.category), site_of(self.http).tiles
        values = {
            "category": view.choice(category, language) if category else None,
            "groups": groups,
            "alone": alone,
            "errors": errors or {},
            "max_place": MAX_PLACE,
            "tiles": tiles,
        }
        answer = self._show("details", values, 422 if errors else 200)
        if tiles is not None:
            allow_pictures(answer, tiles.origin)
        return answer

    def review(self, similar: Sequence[Hint], notice: str = "", status: int = 200) -> Response:
        """The last step. `notice` is why it was not filed yet, though somebody wanted to."""
        site, language, words = site_of(self.http), self.reader.language, self.reader.words("file")
        city = site.deps.city
        values = {
            "summary": view.summary(self.entered, city, language, words),
            "hints": [hints.shown(each, site.key, city, language, words) for each in similar],
            "notice": notice,
            "photos_hint": words.photos_hint.format(max=MAX_EACH, megabytes=MEBIBYTES),
            "accepted": ACCEPTED,
        }
        return self._show("review", values, status)

    def _show(self, name: str, values: dict[str, Any], status: int = 200, *, is_public: bool = False) -> Response:
        words = self.reader.words("file")
        shared = {"words": words, "entered": self.entered, "visit": self.visit.token}
        template, title = f"citizen/{name}.html", words.titles[name]
        return show(self.http, self.reader, template, title, {**shared, **values}, status, is_public=is_public)
