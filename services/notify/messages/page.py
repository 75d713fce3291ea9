"""A message as layouts take it: nothing but texts, in their order, already worded in the reader's language."""

from dataclasses import dataclass, fields
from functools import cache

from jinja2 import Template

from services.notify.domain.plan import MAIL
from services.notify.messages.text import Text
from services.notify.messages.wording import environment

Lines = tuple[str, ...] | list[str]


@dataclass(frozen=True)
class Section:
    """A list with a title."""

    title: str
    lines: Lines


@dataclass(frozen=True)
class Quote:
    """A message for somebody else, in their language."""

    language: str
    paragraphs: Lines
    title: str = ""


@dataclass(frozen=True)
class Line:
    """A complaint in a digest, or something else that has a page of its own at `url`."""

    heading: str
    details: str
    late: str
    lines: Lines
    url: str = ""


@dataclass(frozen=True)
class LinesOfUnit:
    """The complaints of one unit in a digest, or its improvement actions. What all rows would say is `common`."""

    title: str
    rows: tuple[Line, ...] | list[Line]
    common: Lines = ()


@dataclass(frozen=True)
class Link:
    """The one link of a message."""

    label: str
    url: str


@dataclass(frozen=True)
class Page:
    """What is empty is left out."""

    language: str
    heading: str = ""
    details: Lines = ()
    counts: Lines = ()
    greeting: str = ""
    lead: Lines = ()
    quotes: tuple[Quote, ...] | list[Quote] = ()
    sections: tuple[Section, ...] | list[Section] = ()
    asked: Lines = ()
    otherwise: Lines = ()
    link: Link | None = None
    groups: tuple[LinesOfUnit, ...] | list[LinesOfUnit] = ()
    rest: Lines = ()
    rest_lines: Lines = ()
    why: Lines = ()

    def laid_out(self, layout: str, subject: str, transport: str) -> Text:
        """The page by the layouts of that name, as plain text and, where a transport shows it, as HTML."""
        variables = {"subject": subject, **{field.name: getattr(self, field.name) for field in fields(self)}}
        plain, html = _layouts(layout)
        is_shown = transport == MAIL
        return Text(
            subject,
            _without_gaps(plain.render(variables)),
            html.render(variables).strip() + "\n" if is_shown else "",
        )


@cache
def _layouts(name: str) -> tuple[Template, Template]:
    plain, html = (environment().get_template(f"layouts/{name}.{kind}.j2") for kind in ("txt", "html"))
    return plain, html


def _without_gaps(text: str) -> str:
    """Never more than one empty line, and one line break at the end."""
    lines: list[str] = []
    for line in (each.rstrip() for each in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
