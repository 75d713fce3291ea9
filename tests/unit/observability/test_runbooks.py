"""Every alert has its runbook and every runbook its alert; each has the same parts."""

import re
from pathlib import Path

import pytest

from deploy.observability.model import LINKS, RUNBOOKS
from deploy.observability.rules import rule_files
from tests.architecture.tree import ROOT
from tests.observability import alerts

FOLDER = ROOT / RUNBOOKS
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.stem != "README")
PARTS = ("First look", "Cause by cause", "Whom to call")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_every_runbook_that_an_alert_names_is_a_file() -> None:
    addresses = {each for text in rule_files().values() for each in re.findall(r"runbook_url: (\S+)", text)}
    missing = [each for each in addresses if not (ROOT / each.removeprefix(f"{LINKS.runbooks}/")).is_file()]
    assert addresses and missing == []


def test_there_is_no_runbook_without_an_alert() -> None:
    assert {page.stem for page in PAGES} == {rule.name for rule in alerts()}


def test_the_index_names_every_runbook_once() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[(\w+)\]\(\1\.md\)", text, re.MULTILINE)) == [page.stem for page in PAGES]


@each_page
def test_a_runbook_says_what_it_means_what_to_look_at_what_to_do_and_whom_to_call(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}\n\n**What it means.** ")
    assert "\n\n**Citizens.** " in text
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == PARTS
    assert "```sh\n" in text


@each_page
def test_a_runbook_is_short_enough_for_three_at_night(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").split()) <= 350
