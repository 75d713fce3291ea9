"""Renders the files of `templates/`: what each language says, and the layouts that all languages share.

Wordings are plain text, so each exists once: layouts escape it for HTML. Within a block, lines are joined and an empty
line begins a paragraph. Templates are files of this program: what they are given is text, which is never evaluated.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound
from jinja2.runtime import Context

from services.notify.messages.names import clean
from services.notify.messages.text import UnsafeMessage
from services.notify.templates import FOLDER

MAX_SUBJECT = 200
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
RENDERING_FAILED = (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What rendering raises when a template and its variables do not fit."""


class Wording:
    """What a language says. Raises `UnsafeMessage` where a template is missing or does not fit what it is given."""

    def __init__(self, environment: Environment, language: str) -> None:
        self._environment, self._language = environment, language
        words = environment.get_template(f"{language}/words.j2")
        exported = vars(words.make_module()).items()
        self._words: dict[str, Any] = {name: value for name, value in exported if not name.startswith("_")}
        self._templates: dict[str, WordingTemplate] = {}

    @property
    def names(self) -> frozenset[str]:
        """What every template of the language can use besides its variables."""
        return frozenset(self._words)

    def template(self, name: str) -> "WordingTemplate":
        """A template of this language."""
        if name not in self._templates:
            self._templates[name] = WordingTemplate(self._load(name))
        return self._templates[name]

    def _load(self, name: str) -> Template:
        try:
            found = self._environment.get_template(f"{self._language}/{name}.j2", globals=self._words)
        except TemplateNotFound as error:
            raise UnsafeMessage(f"{self._language}/{name}.j2: there is no such template") from error
        except RENDERING_FAILED as error:
            raise UnsafeMessage(f"{self._language}/{name}.j2: {described(error)}") from error
        # They come as a chain of mappings, which every context would copy anew.
        found.globals = dict(found.globals)
        return found

    def label(self, name: str) -> str:
        """A short text of `words.j2`."""
        return str(self._words["labels"][name])

    def say(self, macro: str, *given: object) -> str:
        """What a macro of `words.j2` says of something, on one line."""
        try:
            return _on_one_line(str(self._words[macro](*given)))
        except RENDERING_FAILED as error:
            raise UnsafeMessage(f"{self._language}/words.j2: {macro}: {described(error)}") from error


class WordingTemplate:
    """The blocks of one template."""

    def __init__(self, template: Template) -> None:
        self._template = template

    @property
    def blocks(self) -> frozenset[str]:
        """The names of its blocks."""
        return frozenset(self._template.blocks)

    def given(self, variables: Mapping[str, Any]) -> "Filled":
        """The template with what it is to say."""
        return Filled(self._template, self._template.new_context(dict(variables)))


class Filled:
    """A template that has been given its variables."""

    def __init__(self, template: Template, context: Context) -> None:
        self._template, self._context = template, context

    def paragraphs(self, block: str) -> tuple[str, ...]:
        """The paragraphs of a block, each on one line; none when there is no such block."""
        if block not in self._template.blocks:
            return ()
        try:
            text = "".join(self._template.blocks[block](self._context))
        except RENDERING_FAILED as error:
            raise UnsafeMessage(f"{self._template.name}: {block}: {described(error)}") from error
        joined = (_on_one_line(paragraph) for paragraph in _EMPTY_LINE.split(text))
        return tuple(paragraph for paragraph in joined if paragraph)

    def line(self, block: str) -> str:
        """A block as one line; empty when there is no such block."""
        return " ".join(self.paragraphs(block))

    @property
    def subject(self) -> str:
        """The block `subject`, fit for a header; raises `UnsafeMessage` when it is empty."""
        if not (subject := clean(self.line("subject"), MAX_SUBJECT)):
            raise UnsafeMessage(f"{self._template.name}: it has no subject")
        return subject


@cache
def environment(folder: Path = FOLDER) -> Environment:
    """The environment of all templates; only layouts of HTML escape, for wordings are plain text."""
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def wording(language: str, folder: Path = FOLDER) -> Wording:
    """The wording of a language, read once. Raises what jinja2 raises when its words do not exist or compile."""
    return Wording(environment(folder), language)


def described(error: Exception) -> str:
    """What went wrong with a template, with its line where that is known."""
    line = getattr(error, "lineno", None) if isinstance(error, TemplateError) else None
    return f"line {line}: {error}" if line else f"{type(error).__name__}: {error}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
