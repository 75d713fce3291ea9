"""`make help` knows every target, and every command in the documents is one."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, texts

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HELPED = set(re.findall(r"^([a-z0-9-]+):.*## \S", MAKEFILE, re.MULTILINE))
SUITES = re.findall(r"^SUITES := (.*)$", MAKEFILE, re.MULTILINE)[0].split()
MADE_HERE = re.compile(r"(?:^|`|\$ |&& |run: )make ((?:[a-z][a-z0-9-]* ?)+)")


def test_every_target_for_people_has_a_line_of_help() -> None:
    phony = " ".join(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE))
    named = set(phony.replace("$(SUITES:%=test-%)", " ".join(f"test-{suite}" for suite in SUITES)).split())
    assert named == HELPED


def test_every_named_target_is_phony_and_helped() -> None:
    rules = set(re.findall(r"^([a-z][a-z0-9 -]*):(?!=)", MAKEFILE, re.MULTILINE))
    assert {target for rule in rules for target in rule.split()} == HELPED


def test_every_suite_is_a_folder() -> None:
    assert [suite for suite in SUITES if not (ROOT / "tests" / suite).is_dir()] == []


def test_there_is_a_readme_with_the_commands_that_begin() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"setup", "up", "demo", "down", "test"} <= set(_commands(text))


def test_every_command_in_a_document_is_a_target() -> None:
    unknown = [
        f"{path}: make {target}"
        for path, text in texts()
        if path.suffix in {".md", ".yaml", ".yml"} or path.parts[0] == ".ci"
        for target in _commands(text)
        if target not in HELPED
    ]
    assert unknown == []


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Run `make up`, then `make demo DATA=mine.yaml`.", ["up", "demo"]),
        ("```\nmake setup\nmake test-unit ARGS=-x\n```", ["setup", "test-unit"]),
        ("name: make test-architecture test-unit", []),
        ("entry: `make lint test-unit`", ["lint", "test-unit"]),
        ("These make sense.", []),
        ("> make it so", []),
    ],
)
def test_it_finds_the_commands(text: str, targets: list[str]) -> None:
    assert list(_commands(text)) == targets


def _commands(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for targets in MADE_HERE.findall(line):
            yield from (target for target in targets.split() if target.islower())
