"""What the documents name exists: links, files, settings and metrics."""

import re
from pathlib import Path

import pytest

from deploy.observability.metrics import METRICS
from tests.architecture.settings import OTHERS, SETTINGS, known
from tests.architecture.tree import ROOT, files, texts

DOCUMENTS = {path: text for path, text in texts() if path.suffix == ".md"}
OF_TODAY = {
    path: text
    for path, text in DOCUMENTS.items()
    if path.parts[:2] != ("docs", "decisions") and path.name != "CHANGELOG.md"
}
"""Decisions and the changelog may name what was there once; of these only the links are held."""
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PYTHON_FILE = re.compile(r"`([\w/-]+\.py)`")
VARIABLE = re.compile(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", re.MULTILINE)
METRIC = re.compile(r"\btanggap_(?!client\b)[a-z_]+\b")

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=str)


@each_document
def test_every_link_leads_somewhere(path: Path) -> None:
    assert [link for link in LINK.findall(DOCUMENTS[path]) if not _leads_somewhere(path, link)] == []


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("../README.md", True),
        ("../README.md#try-it", True),
        ("#words", True),
        ("https://city.example/", True),
        ("../GONE.md", False),
        ("#gone", False),
    ],
)
def test_a_link_to_nothing_is_found(link: str, leads: bool) -> None:
    assert _leads_somewhere(Path("docs/tour.md"), link) is leads


@pytest.mark.parametrize("path", OF_TODAY, ids=str)
def test_every_python_file_that_is_named_exists(path: Path) -> None:
    ends = [f"/{file}" for file in files()]
    named = PYTHON_FILE.findall(OF_TODAY[path])
    assert [each for each in named if not any(end.endswith(f"/{each}") for end in ends)] == []


def test_the_handbook_names_every_setting_and_no_other() -> None:
    text = DOCUMENTS[Path("docs/operations.md")]
    named = {variable for row in VARIABLE.findall(text) for variable in re.findall(r"[A-Z_]+", row)}
    assert named == {variable for model in SETTINGS.values() for variable in known(model)} | OTHERS


def test_the_handbook_names_every_metric_and_no_document_names_another() -> None:
    there = set(METRICS)
    assert there - set(METRIC.findall(DOCUMENTS[Path("docs/operations.md")])) == set()
    assert {name for text in OF_TODAY.values() for name in METRIC.findall(text)} - there == set()


def _leads_somewhere(path: Path, link: str) -> bool:
    if "://" in link:
        return True
    target, _, anchor = link.partition("#")
    file = (ROOT / path.parent / target).resolve() if target else ROOT / path
    return file.exists() and (not anchor or anchor in _anchors(file.read_text(encoding="utf-8")))


def _anchors(text: str) -> set[str]:
    """The headings as links name them: in lower case, without punctuation, with hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}
