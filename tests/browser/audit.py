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


_OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose findings may differ between two themes of one page."""


def violations(page: Page, colours_only: bool = False) -> list[str]:
    """What axe-core finds wrong with the page as it is now: rule, element, reason."""
    page.evaluate(_axe())
    rules = {"type": "rule", "values": _OF_COLOURS} if colours_only else {"type": "tag", "values": _TAGS}
    found = page.evaluate("async (rules) => (await axe.run(document, {runOnly: rules})).violations", rules)
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
        # It runs for a second or two: to compile it well takes longer than it saves. The checker recurses deeply.
        *("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"),
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
