"""What every page has to stand: axe-core for people with disabilities, the Nu checker for valid HTML."""

import json
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from deploy.local.java import find_java
from tests.npm import package

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it is now: rule, element, reason."""
    page.evaluate(_axe())
    found = page.evaluate(
        "async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations", _TAGS
    )
    return [
        f"{page.url}: {each['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


def invalid(pages: Iterable[tuple[str, str]], folder: Path) -> list[str]:
    """What the Nu checker says of these pages, given by name and HTML."""
    names = {}
    for number, (name, html) in enumerate(pages):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        names[file.name] = name
    java = find_java()
    assert java is not None, "no Java; `make setup` installs one"
    command = [
        str(java),
        "-jar",
        str(package("vnu-jar") / "build" / "dist" / "vnu.jar"),
        "--format",
        "json",
        "--errors-only",
    ]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=280, check=False)
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{names[each['url'].rsplit('/', 1)[-1]]}: {each['message']} ({each.get('extract', '')})" for each in messages
    ]


@cache
def _axe() -> str:
    return (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
