"""The page of previews, and the texts that are kept to be compared with."""

import html
from collections.abc import Iterator
from pathlib import Path

from services.notify.domain.city import City
from services.notify.messages import Text
from tools.previews.sample import Sample
from tools.previews.samples import MAIN, samples

EMAIL_ONLY = frozenset({"email"})
CITY = Path("config/demo")
PAGE = Path(".local/previews.html")
PHONE_PX = 390
"""The width of a frame: that of a common phone."""

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>What people read</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 24px; color-scheme: light dark; }
section { margin: 0 0 40px; }
h2 { margin: 0 0 8px; font-size: 18px; }
.texts { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
pre { width: 560px; max-width: 100%; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; padding: 12px; }
pre, iframe { border: 1px solid #8a949c; }
</style>
</head>
<body>
"""


def variants(city: City) -> list[tuple[Sample, str, str]]:
    """Every sample with each language and transport."""
    languages = city.languages
    return [(each, language, by) for each in samples(city) for language in languages for by in each.transports]


def title(sample: Sample, language: str, transport: str) -> str:
    """What a preview is called."""
    return f"{sample.name} · {sample.template} · to a {sample.to} · {language} · {transport}"


def page(texts: Iterator[tuple[str, Text]]) -> Iterator[str]:
    """The parts of the page. Frames cannot run anything, and are as high as their text needs."""
    yield _HEAD
    for name, text in texts:
        size = f'width="{PHONE_PX}" height="{260 + 28 * (text.plain.count(chr(10)) + len(text.plain) // 40)}"'
        yield f"<section>\n<h2>{html.escape(name)}</h2>\n<p><b>{html.escape(text.subject)}</b></p>\n"
        yield f'<div class="texts">\n<pre>{html.escape(text.plain)}</pre>\n'
        yield f'<iframe sandbox {size} srcdoc="{html.escape(text.html)}"></iframe>\n'
        yield "</div>\n</section>\n"
    yield "</body>\n</html>\n"


def body(text: Text) -> str:
    """What stands in the HTML between head and end: the head is the same for all."""
    return text.html[text.html.index("<main>") : text.html.index("</main>")]


def keep_texts(folder: Path, city: City) -> None:
    """Write the main texts by name and language, for tests to compare with."""
    for sample in samples(city):
        for language in city.languages if sample.name in MAIN else ():
            text = sample.write(city, language)
            (folder / f"{sample.name}.{language}.txt").write_text(f"{text.subject}\n\n{text.plain}", encoding="utf-8")
            (folder / f"{sample.name}.{language}.html").write_text(body(text), encoding="utf-8")
