"""/problems/{kind}: what a kind of problem means and what to do, at the address that the `type` of every refusal names.

For people a page in their language, for programs that ask for JSON the same as an object. notify's refusals name these
addresses too: the public host leads them here.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.problems import TYPES
from services.complaints.city import City
from services.complaints.pages.site import Site
from services.complaints.texts import problems
from web.frame import show
from web.site import anybody, language_of

Examples = Mapping[str, Mapping[str, Any]]
"""Kind → an answer of that kind, as `Problem.as_json` has it."""
_JSON = ("application/json", "application/problem+json")
_VARY = {"Vary": "Accept, Accept-Language"}


def create_router(site: Site, examples: Examples) -> APIRouter:
    """The routes of the pages, one for each kind in `examples`.

    Raises `ConfigurationError` when a language of the city has no texts for them.
    """
    router, pages = APIRouter(), ProblemPages(site.deps.city, examples)
    router.add_api_route(TYPES.rstrip("/"), pages.show_all, methods=["GET", "HEAD"], include_in_schema=False)
    router.add_api_route(f"{TYPES}{{kind}}", pages.show, methods=["GET", "HEAD"], include_in_schema=False)
    return router


class ProblemPages:
    """Answers without the store: whoever asks here has trouble already."""

    def __init__(self, city: City, examples: Examples) -> None:
        self._city, self._examples = city, examples
        self._texts = {language: problems.of(language) for language in city.languages}

    async def show_all(self, http: Request) -> Response:
        """Every kind with its page."""
        language = language_of(http)
        known = self._texts[language]
        rows = [self._row(kind, known.kinds[kind].title) for kind in self._examples]
        if wants_json(http.headers.get("accept", "")):
            return _json({"problems": rows}, language)
        values = {"rows": rows}
        return self._page(http, "problems/problems.html", known.labels.list_title, values, language)

    async def show(self, kind: str, http: Request) -> Response:
        """One kind, with an example."""
        if kind not in self._examples:
            raise HTTPException(404)
        language, example = language_of(http), self._examples[kind]
        words = self._texts[language].kinds[kind]
        if wants_json(http.headers.get("accept", "")):
            row = self._row(kind, words.title)
            return _json({**row, **words.model_dump(exclude={"title"}), "example": example}, language)
        shown = orjson.dumps(example, option=orjson.OPT_INDENT_2).decode()
        values = {"problem": words, "example": shown, "status": example["status"], "type": example["type"]}
        return self._page(http, "problems/problem.html", words.title, values, language)

    def _row(self, kind: str, title: str) -> dict[str, Any]:
        example = self._examples[kind]
        return {"type": example["type"], "status": example["status"], "title": title}

    def _page(self, http: Request, template: str, title: str, values: Mapping[str, Any], language: str) -> Response:
        labels = {"labels": self._texts[language].labels, "all_kinds": TYPES.rstrip("/")}
        answer = show(http, anybody(http, language), template, title, {**labels, **values})
        answer.headers.update(_VARY)
        return answer


def wants_json(accepted: str) -> bool:
    """Whether an Accept header names JSON before it names HTML; its order counts, its weights do not."""
    named = [each.split(";")[0].strip().lower() for each in accepted.split(",")]
    return next((each in _JSON for each in named if each in (*_JSON, "text/html")), False)


def _json(content: Mapping[str, Any], language: str) -> Response:
    headers = {**_VARY, "Content-Language": language}
    return Response(orjson.dumps(content), headers=headers, media_type="application/json")
