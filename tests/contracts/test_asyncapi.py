"""The AsyncAPI document is in step with the code, whole in itself, and true of every golden example."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from contracts.codec import ATTRIBUTES
from contracts.registry import EVENTS
from contracts.topics import TOPICS
from tests.contracts.examples import EXAMPLES, Example
from tools import asyncapi

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = yaml.safe_load(asyncapi.FILE.read_text(encoding="utf-8"))


def test_the_file_is_in_step_with_the_code() -> None:
    assert asyncapi.main(["--check"]) == 0, "run: make asyncapi"


def test_the_check_says_what_to_do_when_it_is_not(tmp_path: Path) -> None:
    for package in ("contracts", "tools"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "contracts" / "asyncapi.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("complaint.filed.v2", "complaint.submitted.v2"))
    checked = _run(tmp_path, "--check")
    assert (checked.returncode, checked.stderr.strip()) == (
        1,
        "contracts/asyncapi.yaml is out of step with the models and topics; run: make asyncapi",
    )
    assert _run(tmp_path).returncode == 0
    assert _run(tmp_path, "--check").returncode == 0
    assert file.read_bytes() == asyncapi.FILE.read_bytes()


def test_it_has_what_asyncapi_3_requires() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT.keys() <= {"asyncapi", "info", "defaultContentType", "channels", "operations", "components"}
    assert DOCUMENT["info"].keys() >= {"title", "version"}
    for operation in DOCUMENT["operations"].values():
        assert operation["action"] in {"send", "receive"}
        assert operation["channel"].keys() == {"$ref"}


def test_every_reference_leads_somewhere() -> None:
    references = list(_references(DOCUMENT))
    assert references
    for reference in references:
        assert _resolve(reference), reference


def test_every_part_is_used() -> None:
    used = {reference.rpartition("/")[2] for reference in _references(DOCUMENT)}
    defined = DOCUMENT["components"]["messages"].keys() | DOCUMENT["components"]["schemas"].keys()
    assert defined - used == set()


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.events], ids=lambda topic: topic.name)
def test_a_channel_says_what_its_topic_says(topic: Any) -> None:
    channel = DOCUMENT["channels"][topic.name]
    assert channel["address"] == topic.name
    assert channel["bindings"]["kafka"]["partitions"] == topic.partitions
    messages = [_resolve(message["$ref"]) for message in channel["messages"].values()]
    assert [message["name"] for message in messages] == [model.type for model in topic.events]
    assert {message["bindings"]["kafka"]["key"]["description"] for message in messages} == {
        f"the id of the {topic.subject}"
    }


def test_there_is_an_operation_for_each_service_at_a_topic_and_no_other() -> None:
    expected = {("send", topic.producer, topic.name) for topic in TOPICS if topic.events}
    expected |= {("receive", consumer, topic.name) for topic in TOPICS if topic.events for consumer in topic.consumers}
    found = set()
    for name, operation in DOCUMENT["operations"].items():
        channel = operation["channel"]["$ref"].rpartition("/")[2]
        found.add((operation["action"], name.partition("-")[0], channel))
        available = {
            f"#/channels/{channel}/messages/{message}" for message in DOCUMENT["channels"][channel]["messages"]
        }
        assert {message["$ref"] for message in operation["messages"]} == available
    assert found == expected


def test_a_data_schema_has_the_fields_of_the_model_that_are_no_attributes() -> None:
    for model in EVENTS.values():
        schema = DOCUMENT["components"]["schemas"][model.__name__]
        assert set(schema["properties"]) == set(model.model_fields) - set(ATTRIBUTES)
        required = {name for name, field in model.model_fields.items() if field.is_required()}
        assert set(schema["required"]) == required - set(ATTRIBUTES)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_it_is_true_of_every_example_and_of_no_other_type(example: Example) -> None:
    for message in DOCUMENT["components"]["messages"].values():
        validator = Draft202012Validator({**DOCUMENT, **message["payload"]}, format_checker=FormatChecker())
        assert validator.is_valid(example.wire) == (message["name"] == example.type)


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.asyncapi", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _resolve(reference: str) -> Any:
    at: Any = DOCUMENT
    assert reference.startswith("#/")
    for step in reference.removeprefix("#/").split("/"):
        at = at[step]
    return at
