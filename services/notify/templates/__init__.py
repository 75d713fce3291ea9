"""The texts of messages. A language is a set of files in this folder, nothing else.

`<template>.<language>.subject.j2` is one line, `<template>.<language>.txt.j2` plain text; `words.<language>.j2` names
months and durations, and says why somebody gets a message.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def missing_words(language: str) -> list[str]:
    """The files that every message of a language needs and that do not exist."""
    return _missing(f"words.{language}.j2")


def missing_template(template: str, language: str) -> list[str]:
    """The files of a template in a language that do not exist."""
    return _missing(f"{template}.{language}.subject.j2", f"{template}.{language}.txt.j2")


def _missing(*names: str) -> list[str]:
    return [name for name in names if not (FOLDER / name).is_file()]
