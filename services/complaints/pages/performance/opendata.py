"""/performance/rows.*, numbers.* and what their columns mean: open data, the same for everybody in every language."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from chassis.spreadsheets import BYTE_ORDER_MARK, line
from services.complaints.city import City
from services.complaints.domain.performance import Figures
from services.complaints.domain.published import K
from services.complaints.pages.performance.names import TABLES, names_of
from services.complaints.publishing import PROMISE
from services.complaints.store.editions import Cells, Edition
from services.complaints.tags import is_known, tagged
from services.complaints.texts.pages import of as words_of

FOR_A_WHILE = "public, max-age=600"
FOR_ALL = {"Access-Control-Allow-Origin": "*"}
"""Also a page of another site may read it: there is nothing in it that is not for everybody."""
CSV, JSON = "text/csv; charset=utf-8", "application/json"
FIGURES = tuple(each.name for each in fields(Figures))


def numbers_json(http: Request, edition: Edition, city: City) -> Response:
    """All numbers, with the names of what they are about in every language of the city."""
    numbers = edition.numbers
    tables = {
        f"by_{table}": [
            {"code": code or None, "name": names_of(table, code, city), **figures}
            for code, figures in numbers[f"by_{table}"].items()
        ]
        for table in TABLES
    }
    body = {**_head(edition, city), "total": numbers["total"], **tables}
    return tagged(orjson.dumps(body), http, FOR_A_WHILE, JSON, FOR_ALL)


def numbers_csv(http: Request, edition: Edition, city: City) -> Response:
    """The same as one table; what is not shown is empty."""
    lines = (line(map(_cell, each)) for each in _lines(edition, city))
    headers = {**FOR_ALL, **_as_file("performance-numbers.csv")}
    return tagged((BYTE_ORDER_MARK + "".join(lines)).encode(), http, FOR_A_WHILE, CSV, headers)


def _lines(edition: Edition, city: City) -> Iterator[list[Any]]:
    yield ["table", "code", *(f"name_{language}" for language in city.languages), *FIGURES]
    yield ["total", "", *("" for _ in city.languages), *(edition.numbers["total"][name] for name in FIGURES)]
    for table in TABLES:
        for code, figures in edition.numbers[f"by_{table}"].items():
            names = names_of(table, code, city)
            yield [table, code, *names.values(), *(figures[name] for name in FIGURES)]


async def rows_csv(http: Request, edition: Edition, parts: AsyncIterator[list[Cells]]) -> Response:
    """All rows, a part in memory at a time."""
    head = BYTE_ORDER_MARK + line(edition.columns)
    lines = _streamed(head, parts, lambda rows, _: "".join(line(map(_cell, row)) for row in rows), "")
    return await _stream(http, edition, "csv", lines, CSV, _as_file("performance-rows.csv"))


async def rows_json(http: Request, edition: Edition, parts: AsyncIterator[list[Cells]]) -> Response:
    """The same as a list of objects."""

    def written(rows: list[Cells], is_first: bool) -> str:
        objects = (orjson.dumps(dict(zip(edition.columns, row, strict=True))).decode() for row in rows)
        return ("" if is_first else ",\n") + ",\n".join(objects)

    return await _stream(http, edition, "json", _streamed("[", parts, written, "]\n"), JSON, {})


async def _streamed(
    head: str, parts: AsyncIterator[list[Cells]], written: Callable[[list[Cells], bool], str], foot: str
) -> AsyncIterator[str]:
    """The first piece has the first part with it: what fails with that one fails before an answer has begun."""
    before, is_first = head, True
    async for part in parts:
        yield before + written(part, is_first)
        before, is_first = "", False
    yield before + foot


async def _stream(
    http: Request, edition: Edition, form: str, pieces: AsyncIterator[str], media_type: str, more: Mapping[str, str]
) -> Response:
    tag = f'"{edition.id}-{form}"'
    headers = {"ETag": tag, "Cache-Control": FOR_A_WHILE, **FOR_ALL, **more}
    if is_known(tag, http):
        return Response(status_code=304, headers=headers)
    if http.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    first = await anext(pieces)

    async def all_pieces() -> AsyncIterator[str]:
        yield first
        async for each in pieces:
            yield each

    return StreamingResponse(all_pieces(), headers=headers, media_type=media_type)


def about_json(http: Request, edition: Edition, city: City) -> Response:
    """What there is, what its columns mean and by which rules it is made, in every language of the city."""
    said = {language: words_of(language, "performance").data for language in city.languages}

    def in_all(name: str, code: str) -> dict[str, str]:
        return {language: words[name][code].format(k=K) for language, words in said.items()}

    def column(name: str) -> dict[str, Any]:
        if name.startswith(PROMISE):
            clock = names_of("promise", name.removeprefix(PROMISE), city)
            meaning = {language: said[language].promise.format(clock=title) for language, title in clock.items()}
            return {"name": name, "means": meaning}
        return {"name": name, "means": in_all("columns", name)}

    first = next(iter(said.values()))
    body = {
        **_head(edition, city),
        "rows": edition.rows,
        "files": [f"/performance/{name}" for name in ("rows.csv", "rows.json", "numbers.csv", "numbers.json")],
        "columns": [column(name) for name in edition.columns],
        "figures": [{"name": name, "means": in_all("figures", name)} for name in FIGURES],
        "rules": [in_all("rules", name) for name in first.rules],
    }
    return tagged(orjson.dumps(body), http, FOR_A_WHILE, JSON, FOR_ALL)


def _head(edition: Edition, city: City) -> dict[str, Any]:
    """What all answers say of themselves."""
    return {
        "city": city.name.root,
        "edition": edition.id,
        "computed_at": edition.made_at.isoformat(),
        "first_month": edition.months[0],
        "last_month": edition.months[1],
        "fewest": K,
    }


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
