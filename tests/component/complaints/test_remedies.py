"""Whatever is wrong, somebody learns what to do instead: in words or by an example, never by a pattern."""

import re
from collections.abc import Iterator
from typing import Any

from services.complaints.api.examples import COMPLAINT_ID
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient

PATTERN = re.compile(r"[\^$\\]|\[[^\]]*-[^\]]*\]|\{\d|\(\?|[*+]\)|\.\*")
"""What a regular expression has and a sentence has not."""
JUNK: tuple[Any, ...] = (
    *("", " ", "Hush Hush!", "x" * 5_000, "\x00", -1, 9.5, 10**30),
    *(True, None, [], {}, ["x"], {"x": 1}),
)
WRITTEN = ("", "Hush Hush!", "-1", "99999999999999999999", "x" * 300)
"""For queries and headers, which hold text only."""
HEADERS = {**PU, "If-Match": '"v1"'}

Request = dict[str, Any]


def _requests(document: dict[str, Any]) -> Iterator[Request]:
    """Junk for every address, in each of its parameters and each field of its body."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            headers = DEMO if (method, path) == ("post", "/v1/complaints") else HEADERS
            about: Request = {"method": method, "url": re.sub(r"\{\w+\}", COMPLAINT_ID, path), "headers": headers}
            for parameter in operation.get("parameters", ()):
                yield from (_with_parameter(about, parameter, junk) for junk in WRITTEN)
            if "application/json" in operation.get("requestBody", {}).get("content", ()):
                yield from ({**about, "json": body} for body in (*_bodies(_schema(document, operation)), *JUNK))


def _with_parameter(about: Request, parameter: dict[str, Any], junk: str) -> Request:
    given = {parameter["name"]: junk}
    if parameter["in"] == "header":
        return {**about, "headers": about["headers"] | given}
    return {**about, "params": given} if parameter["in"] == "query" else about


def _bodies(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Bodies in which one field after the other is wrong, and one that has what nobody knows."""
    for name in schema["properties"]:
        yield from ({"text": "x", name: junk} for junk in JUNK)
    yield {"hush": 1}


def _schema(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    reference = schema.get("$ref") or next(each["$ref"] for each in schema["anyOf"] if "$ref" in each)
    found: dict[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


async def _faults(api: IntakeClient) -> list[dict[str, str]]:
    document = (await api.client.get("/openapi.json")).json()
    answers = [await api.client.request(**each) for each in _requests(document)]
    assert [each.text for each in answers if each.status_code >= 500] == []
    return [fault for each in answers if each.status_code >= 400 for fault in each.json()["errors"]]


async def test_every_remedy_is_something_to_do_and_none_is_a_pattern(intake_api: IntakeClient) -> None:
    faults = await _faults(intake_api)
    assert len(faults) > 200
    for fault in faults:
        assert fault["reason"] and len(fault["remedy"]) > 5, fault
        assert not PATTERN.search(fault["reason"] + fault["remedy"]), fault
        assert "Hush" not in fault["reason"] + fault["remedy"], "what was sent is not repeated"


async def test_what_is_wrong_with_a_field_has_a_remedy_of_its_own(intake_api: IntakeClient) -> None:
    """Of the many kinds of errors that there are for fields, those that this API can meet are all known."""
    faults = await _faults(intake_api)
    assert [fault for fault in faults if fault["remedy"] == "see /docs for what is expected"] == []


async def test_every_fault_of_a_complainants_field_has_words(intake_api: IntakeClient) -> None:
    track = (await intake_api.file())["links"]["track"]
    for name in ("reason", "text", "stars"):
        for junk in JUNK:
            answer = await intake_api.client.post(f"{track}/actions/note", json={name: junk})
            for fault in answer.json()["errors"]:
                assert fault["reason"] != "Ini belum sesuai.", (name, junk, answer.text)
