"""Reads pages as a browser without scripts does: their forms with what these hold, and their buttons."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

File = tuple[str, bytes, str]


@dataclass
class PageForm:
    """A form with what it would send; `buttons` are (name, value)."""

    action: str
    method: str
    is_multipart: bool
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_multipart = found.get("enctype") == "multipart/form-data"
            self._open = PageForm(found.get("action", ""), found.get("method", "get"), is_multipart)
            self.forms.append(self._open)
        elif self._open is not None:
            self._in_form(tag, found, self._open)

    def _in_form(self, tag: str, found: Mapping[str, str], form: PageForm) -> None:
        name = found.get("name", "")
        if tag == "button" and found.get("type") == "submit":
            form.buttons.append((name, found.get("value", "")))
        elif tag == "input" and name and self._is_sent(found):
            form.fields[name] = found.get("value", "")
        elif tag == "textarea":
            self._text, form.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in form.fields or "selected" in found):
            form.fields[self._select] = found.get("value", "")

    def _is_sent(self, found: Mapping[str, str]) -> bool:
        kind = found.get("type", "text")
        return kind not in ("file", "submit") and (kind not in ("checkbox", "radio") or "checked" in found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._text is not None:
            self._open.fields[self._text] += data.removeprefix("\n")


def forms(page: httpx.Response) -> list[PageForm]:
    """All forms of a page."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.forms


def form_with(page: httpx.Response, button: str) -> PageForm:
    """The form with a button of this name, or to an address that ends so."""
    return next(
        each
        for each in forms(page)
        if any(name == button for name, _ in each.buttons) or each.action.endswith(f"/{button}")
    )


def said(page: httpx.Response) -> str:
    """The text of a page as it is read, without marks."""
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*?</head>", " ", page.text, flags=re.DOTALL))
    return " ".join(html.unescape(text).split())


@dataclass
class Browser:
    """Somebody who reads and presses; `headers` go with every request."""

    client: httpx.AsyncClient
    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept-Language": "en"})

    async def get(self, path: str) -> httpx.Response:
        """A page."""
        return await self.client.get(path, headers=dict(self.headers))

    async def press(
        self,
        page: httpx.Response,
        button: str,
        value: str | None = None,
        files: Sequence[File] = (),
        follow: bool = True,
        **typed: str,
    ) -> httpx.Response:
        """Fill in a form and press a button of it: the page that follows."""
        form = form_with(page, button)
        known = [each for name, each in form.buttons if name == button]
        pressed = {button: value if value is not None else known[0]} if known else {}
        assert value is None or value in known, f"there is no such button: {value}"
        data: dict[str, str] = {**form.fields, **typed, **pressed}
        path = form.action or str(page.url.path)
        more: dict[str, Any] = {"files": [("photos", each) for each in files]} if files else {}
        answer = await self.client.post(path, data=data, headers=dict(self.headers), **more)
        return await self.get(answer.headers["Location"]) if follow and answer.status_code == 303 else answer
