"""/improvements/ideas/new: the form with which anybody proposes an idea."""

from collections.abc import Iterable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.application.forum.ideas import propose
from services.improvements.domain.forum.ideas import MAX_TEXT, MAX_TITLE, IdeaWords
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.forum.ideas import AT
from services.improvements.pages.refusing import Trouble, trouble_of
from services.improvements.pages.site import site_of
from services.improvements.voters import voters_of
from web.forms import checked_form
from web.frame import show
from web.hosts import IMPROVEMENTS
from web.problems import PageProblem
from web.routes import page_router
from web.site import Reader, reader_of
from web.visits import begin_visit, visit_in

PATH = f"{AT}/new"
FIELDS = {name: name for name in ("title", "text", "category", "area")}
"""Fields of the form, which are called as in refusals."""


def create_router() -> APIRouter:
    """The routes of the form. Any other word in its place is the id of an idea, so they come before those."""
    router = page_router()
    router.add_api_route(PATH, show_form, methods=["GET", "HEAD"])
    router.add_api_route(PATH, take_idea, methods=["POST"])
    return router


async def show_form(http: Request) -> Response:
    """The empty form; where the city takes no ideas there is none."""
    if site_of(http).deps.city.improvements.ideas is None:
        raise PageProblem("not_found")
    return _page(http, await reader_of(http), Trouble(200), begin_visit(http).token)


async def take_idea(http: Request) -> Response:
    """Keep it, and show the address at which its author sees how it stands."""
    reader, site, voters = await reader_of(http), site_of(http), voters_of(http)
    form = await checked_form(http, reader)
    visit = visit_in(form, http)
    typed = {name: form.text(name) for name in FIELDS}
    words = IdeaWords(typed["title"], typed["text"], typed["category"] or None, typed["area"] or None)
    address_key = voters.address_key(http, "idea", site.clock())
    outcome = await propose(words, address_key, voters.form_id(visit.nonce), site.deps)
    if isinstance(outcome, Refusal):
        return _page(http, reader, trouble_of(outcome, FIELDS, typed, reader), visit.token)
    path, own_origin = f"{AT}/{outcome.id}/{voters.idea_code(outcome.id)}", site.hosts.origins.get(IMPROVEMENTS)
    values = {
        "words": reader.words("ideas"),
        "title": outcome.title,
        "path": path,
        "address": f"{own_origin}{path}" if own_origin else site.address(http, path),
    }
    return show(http, reader, "forum/proposed.html", reader.words("ideas").proposed_title, values)


def _page(http: Request, reader: Reader, trouble: Trouble, visit: str) -> Response:
    city, language, words = site_of(http).deps.city, reader.language, reader.words("ideas")
    rules = city.improvements.ideas
    values = {
        "words": words,
        "trouble": trouble,
        "typed": dict.fromkeys(FIELDS, "") | dict(trouble.typed),
        "visit": visit,
        "categories": _by_name((code, city.category_name(code, language)) for code in city.categories),
        "areas": _by_name((code, city.area_name(code, language)) for code in city.areas),
        "days": rules.delete_after_days if rules is not None else 0,
        "max_title": MAX_TITLE,
        "max_text": MAX_TEXT,
    }
    return show(http, reader, "forum/propose.html", words.propose, values, trouble.status)


def _by_name(options: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1].casefold())
