"""What holds for every file: nothing of one machine in it, one vocabulary, and small enough to be read at once."""

import ast
import re
from collections.abc import Iterator

import pytest

from contracts.registry import EVENTS
from contracts.topics import TOPICS
from tests.architecture.tree import modules, texts

# One letter of each name stands in brackets, so that this file does not contain the names itself.
REGISTRIES = re.compile(
    r"\b(?:p[y]pi\.org|p[y]thonhosted\.org|r[e]po1?\.maven\.(?:apache\.)?org|r[e]gistry\.npmjs\.org|p[r]oxy\.golang\.org"
    r"|c[r]ates\.io|d[e]b\.debian|r[e]gistry-1\.docker\.io|artifactory|nexus)\b"
)
"""Where packages come from is the machine's business: its settings name a registry, the project does not."""

MACHINE_PATHS = re.compile(r"(?<![\w.$}~-])/(?:work|root|Users|tmp/\w|home/(?!tanggap\b))[\w./-]*")
"""Absolute paths that exist on one machine only."""

FORBIDDEN = {"ticket", "case", "issue", "department", "dispatch", "alert"}
"""Words of other systems. Ours are complaint, unit, assignment, escalation; alerts are Prometheus's own."""

WATCHING = {"observability", "observe", "drill", "dashboards"}
"""Folders that speak of Prometheus."""

MOST_LINES = 250
LONGER = {
    "contracts/events.py": "the catalogue of all events, read from top to bottom",
    "contracts/values.py": "the catalogue of what they are made of",
    "tests/component/complaints/test_lists.py": "everything that a list promises, in one place",
    "tests/simulation/ledger.py": "one model of a year, which is easier to check as a whole",
    "tests/simulation/people.py": "the habits of all people in a year",
    "tests/simulation/services.py": "all services of a year and the topics between them",
    "tests/unit/complaints/test_inputs.py": "what each of twenty-three actions needs",
    "tests/unit/sla/clock_model.py": "one model of all clocks, which is easier to check as a whole",
    "tests/unit/sla/test_dated_lives.py": "lives with their dates, to be read one after the other",
    "tests/unit/sla/watching.py": "what the tests of clocks share",
}
"""Files that may be longer, each with its reason."""


def test_no_file_names_a_registry() -> None:
    assert _found(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    in_containers = re.compile(r"^(compose\.yaml|Dockerfile|deploy/k8s/)[^:]*:\d+: /tmp/")  # their own, not a machine's
    assert [found for found in _found(MACHINE_PATHS) if not in_containers.match(found)] == []


@pytest.mark.parametrize("text", ["cd /root/main", "'/tmp/x'", "/Users/ann", "=/root/a", "(/home/ann)"])
def test_a_machines_path_would_be_found(text: str) -> None:
    assert MACHINE_PATHS.search(text)


@pytest.mark.parametrize("text", ["./root/x", "$HOME/root/x", "mountPath: /tmp", "https://a.example/root", "/v1/root"])
def test_other_paths_are_left_alone(text: str) -> None:
    assert not MACHINE_PATHS.search(text)


def test_our_names_use_our_vocabulary() -> None:
    wrong = [
        f"{path}:{line}: {name}"
        for path, text in modules()
        if not WATCHING & set(path.parts)
        for name, line in _names(ast.parse(text))
        if _words(name) & FORBIDDEN and not name.startswith("test_")  # those are sentences: "whatever their case"
    ]
    assert wrong == []


def test_events_and_topics_use_our_vocabulary() -> None:
    assert [name for name in (*EVENTS, *(topic.name for topic in TOPICS)) if _words(name) & FORBIDDEN] == []


@pytest.mark.parametrize("name", ["open_cases", "IssueStore", "dispatcher.dispatch", "ALERT", "departmentId"])
def test_a_forbidden_word_would_be_found(name: str) -> None:
    assert _words(name) & FORBIDDEN


@pytest.mark.parametrize("name", ["casefold", "lowercase", "reissued", "Showcase"])
def test_words_that_only_contain_one_are_left_alone(name: str) -> None:
    assert not _words(name) & FORBIDDEN


def test_files_are_short_enough_to_be_read_at_once() -> None:
    lengths = {str(path): text.count("\n") for path, text in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES and path not in LONGER} == {}
    assert [path for path in LONGER if lengths.get(path, 0) <= MOST_LINES] == [], "no longer needs to be an exception"


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
    assert _found(later) == []


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {match.group()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line)) and str(path) != "tests/architecture/test_repository.py"
    ]


def _names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that a module gives: to classes, functions, arguments, variables and attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno


def _words(name: str) -> set[str]:
    """The words of a name in snake_case, kebab-case or CamelCase, in the singular."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {part.lower() for part in parts} | {part.lower().removesuffix("s") for part in parts}
