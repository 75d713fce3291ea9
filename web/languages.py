"""In which language somebody is answered."""

from collections.abc import Iterable


def choose_language(asked: str | None, accepted: str | None, languages: Iterable[str]) -> str:
    """The language of an answer: `asked` outright, else the first accepted one that the city has, else its first.

    `accepted` is an Accept-Language header; its order counts, its weights and regions do not.
    """
    known = tuple(languages)
    wanted = [asked] if asked else [_language_of(part) for part in (accepted or "").split(",")]
    return next((language for language in wanted if language in known), known[0])


def _language_of(part: str) -> str:
    return part.split(";")[0].split("-")[0].strip().lower()
