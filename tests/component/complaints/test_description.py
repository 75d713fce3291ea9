"""The description of the API, for machines and for people: complete, with examples that hold, all from one process."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from chassis.http.context import MAX_BODY
from services.complaints.api.problem_examples import PROBLEMS
from services.complaints.api.problems import MEDIA_TYPE
from tests import pictures
from tests.component.complaints.batches import send
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient

OPERATIONS = {
    "POST /v1/complaints",
    "POST /v1/complaints/{complaint_id}/followers",
    "GET /v1/complaints",
    "GET /v1/complaints/{complaint_id}",
    "POST /v1/complaints/{complaint_id}/actions/{action}",
    "GET /v1/track/{code}",
    "POST /v1/track/{code}/actions/{action}",
    "POST /v1/complaints/{complaint_id}/attachments",
    "GET /v1/complaints/{complaint_id}/attachments",
    "POST /v1/track/{code}/attachments",
    "GET /v1/track/{code}/attachments",
    "GET /v1/units",
    "GET /v1/units/{unit_id}",
    "GET /v1/categories",
    "GET /v1/areas",
    "GET /v1/replies",
}
FIRST_STEP = "POST /v1/complaints/{complaint_id}/actions/{action}"
FILING = "POST /v1/complaints"
UPLOADS = {"POST /v1/complaints/{complaint_id}/attachments", "POST /v1/track/{code}/attachments"}
JOINING = "POST /v1/complaints/{complaint_id}/followers"
CREATED = {FILING, JOINING, *UPLOADS}
EXPORT = "GET /v1/complaints.csv"
BATCH = "POST /v1/complaints/batch"
NO_JSON = {
    EXPORT,
    BATCH,
    "GET /v1/complaints/{complaint_id}/attachments/{attachment_id}",
    "GET /v1/track/{code}/attachments/{attachment_id}",
}
"""Their answers are files, or lines."""


class Description:
    """The OpenAPI document as a test reads it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.operations = {
            f"{method.upper()} {path}": operation
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
        }

    def faults(self, schema: Mapping[str, Any], value: object) -> list[str]:
        """What is wrong with a value."""
        rooted = {**schema, "components": self._document["components"]}
        return [error.message for error in Draft202012Validator(rooted).iter_errors(value)]

    def content(self, operation: str, status: int) -> dict[str, Any]:
        """What an operation says of its answer with this status."""
        [content] = self.operations[operation]["responses"][str(status)]["content"].values()
        described: dict[str, Any] = content
        return described

    def bodies(self, operation: str) -> dict[str, Any]:
        """The examples of an operation's request, by name."""
        [content] = self.operations[operation]["requestBody"]["content"].values()
        return {name: example["value"] for name, example in content["examples"].items()}

    def examples(self) -> Iterator[tuple[str, Mapping[str, Any], object]]:
        """Every example with the place where it stands and the schema that it has to fit."""
        for name, operation in self.operations.items():
            for parameter in operation.get("parameters", ()):
                for example in parameter["schema"]["examples"]:
                    yield f"{name} {parameter['name']}", parameter["schema"], example
            if "requestBody" in operation and name not in UPLOADS:
                [content] = operation["requestBody"]["content"].values()
                yield from ((f"{name} body", content["schema"], example) for example in self.bodies(name).values())
            for status, answer in operation["responses"].items():
                for content in answer["content"].values():
                    yield f"{name} {status}", content["schema"], content["example"]


@pytest.fixture
async def description(intake_api: IntakeClient) -> Description:
    """What the running API says of itself."""
    return Description((await intake_api.client.get("/openapi.json")).json())


async def test_it_describes_every_operation_and_refusal(description: Description) -> None:
    assert set(description.operations) == OPERATIONS | NO_JSON
    for operation in description.operations.values():
        assert {str(status) for status in PROBLEMS} <= set(operation["responses"])
        assert list(operation["responses"]["422"]["content"]) == [MEDIA_TYPE]


async def test_every_example_fits_its_schema(description: Description) -> None:
    examples = list(description.examples())
    assert {place for place, _, _ in examples} >= {f"{name} {201 if name in CREATED else 200}" for name in OPERATIONS}
    assert [place for place, schema, example in examples if description.faults(schema, example)] == []


async def test_the_examples_of_requests_are_accepted(intake_api: IntakeClient, description: Description) -> None:
    complaint = description.bodies(FILING)["complaint"]
    earlier = await intake_api.file(**complaint | {"external_id": "A-0"})
    await intake_api.assign(earlier["id"], "dinas-pu")
    filed = await intake_api.client.post("/v1/complaints", json=complaint, headers=DEMO)
    complaint_id, track = filed.json()["id"], filed.json()["links"]["track"]
    await intake_api.assign(complaint_id, "dinas-pu")
    steps, path = description.bodies(FIRST_STEP), filed.json()["links"]["self"]
    replies = description.bodies("POST /v1/track/{code}/actions/{action}")
    answers = {
        f"{FILING} 201": filed,
        f"{FIRST_STEP} 200": await intake_api.act(complaint_id, "acknowledge", PU, **steps["acknowledge"]),
        "GET /v1/complaints 200": await intake_api.client.get("/v1/complaints", params={"limit": 1}, headers=PU),
        "GET /v1/complaints/{complaint_id} 200": await intake_api.client.get(filed.json()["links"]["self"], headers=PU),
        "GET /v1/track/{code} 200": await intake_api.client.get(track),
        "GET /v1/units 200": await intake_api.client.get("/v1/units"),
        "GET /v1/units/{unit_id} 200": await intake_api.client.get("/v1/units/dinas-pu"),
        "GET /v1/categories 200": await intake_api.client.get("/v1/categories"),
        "GET /v1/areas 200": await intake_api.client.get("/v1/areas"),
        "GET /v1/replies 200": await intake_api.client.get("/v1/replies", params={"action": "resolve"}, headers=PU),
    }
    for begin, place, who in ((path, "complaints/{complaint_id}", PU), (track, "track/{code}", {})):
        url = f"{begin}/attachments"
        sent = await intake_api.client.post(url, files={"file": pictures.picture()}, headers=who)
        answers[f"POST /v1/{place}/attachments 201"] = sent
        answers[f"GET /v1/{place}/attachments 200"] = await intake_api.client.get(url, headers=who)
    follower = description.bodies(JOINING)["follower"]
    answers[f"{JOINING} 201"] = await intake_api.client.post(f"{path}/followers", json=follower, headers=DEMO)
    await intake_api.act(complaint_id, "request_information", PU, message="Di mana tepatnya?")
    replied = await intake_api.client.post(f"{track}/actions/reply", json=replies["reply"])
    answers["POST /v1/track/{code}/actions/{action} 200"] = replied
    assert {place.rpartition(" ")[0] for place in answers} == OPERATIONS
    for place, answer in answers.items():
        _assert_as_described(description, place, answer)

    more = await intake_api.act(complaint_id, "reject", PU, **steps["reject"])
    reopened = await intake_api.client.post(f"{track}/actions/reopen", json=replies["reopen"])
    await intake_api.assign(complaint_id, "dinas-pu", assignment_number=2)
    passed_on = await intake_api.act(complaint_id, "transfer", PU, **steps["transfer"])
    withdrawn = await intake_api.client.post(f"{track}/actions/withdraw", json=replies["withdraw"])
    assert [each.status_code for each in (more, reopened, passed_on, withdrawn)] == [200] * 4


async def test_the_example_of_a_batch_is_answered_as_described(
    intake_api: IntakeClient, description: Description
) -> None:
    found = await send(intake_api, description.bodies(BATCH)["complaints"].encode())
    described = [json.loads(line) for line in description.content(BATCH, 200)["example"].splitlines()]
    new = {name: described[0][name] for name in ("id", "tracking_code")}
    assert [{**found[0], **new}, found[1]] == described


def _assert_as_described(description: Description, place: str, answer: httpx.Response) -> None:
    """The answer fits the schema, and the example shows each of its fields."""
    operation, _, status = place.rpartition(" ")
    content = description.content(operation, int(status))
    assert answer.status_code == int(status), answer.text
    assert description.faults(content["schema"], answer.json()) == [], place
    given = {key for key, value in answer.json().items() if value is not None}
    assert given <= content["example"].keys() <= answer.json().keys(), place


async def test_the_examples_of_refusals_are_what_is_answered(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    path = filed["links"]["self"]
    await intake_api.assign(filed["id"], "dinas-pu")
    post, steps = intake_api.client.post, f"{path}/actions"
    answers = {
        400: await post("/v1/complaints", content=b"{", headers={**DEMO, "Content-Type": "application/json"}),
        401: await post("/v1/complaints", json={}),
        403: await intake_api.act(filed["id"], "change_policy", PU),
        404: await intake_api.client.get("/v1/complaints/unknown", headers=PU),
        409: await intake_api.act(filed["id"], "request_information", PU),
        412: await post(f"{steps}/acknowledge", headers={**PU, "If-Match": '"v1"'}),
        413: await post("/v1/complaints", content=b"x" * (MAX_BODY + 1), headers=DEMO),
        422: await post("/v1/complaints", json={}, headers=DEMO),
        428: await post(f"{steps}/acknowledge", headers=PU),
        429: [await intake_api.client.get("/v1/track/wrong", params={"lang": "en"}) for _ in range(11)][-1],
    }
    assert set(answers) == set(PROBLEMS) - {503}, "the store is not stopped here"
    for status, answer in answers.items():
        assert {**answer.json(), "instance": ""} == {**PROBLEMS[status], "instance": ""}


async def test_the_schema_of_texts_refuses_what_the_api_refuses(description: Description) -> None:
    schema = {"$ref": "#/components/schemas/NewComplaint"}
    assert description.faults(schema, {"text": "dua\nbaris\tdan tab", "external_id": "A 1"}) == []
    for wrong in ("lampu\x00mati", "\x9b", "\x7f", " \n\t ", ""):
        assert description.faults(schema, {"text": wrong}) != []
        assert description.faults(schema, {"text": "x", "external_id": wrong}) != []


async def test_the_reference_loads_nothing_from_elsewhere(intake_api: IntakeClient) -> None:
    page = await intake_api.client.get("/docs")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert not re.search(r"unsafe|https?:|\*", policy)
    assert "://" not in page.text
    loaded = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert {path.rpartition(".")[2] for path in loaded} == {"css", "js", "json"}
    for path in loaded:
        answer = await intake_api.client.get(path)
        assert answer.status_code == 200, path
        assert len(answer.content) > 100
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    scripts = [path for path in loaded if path.endswith(".js")]
    types = {(await intake_api.client.get(path)).headers["Content-Type"].partition(";")[0] for path in scripts}
    assert types == {"text/javascript"}
    assert (await intake_api.client.get("/docs/..%2Freference.py")).status_code == 404
    assert (await intake_api.client.get("/docs/redoc.standalone.js")).status_code == 404


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/complaints", "GET, POST, OPTIONS"),
        ("/v1/complaints/x", "GET, OPTIONS"),
        ("/v1/complaints/batch", "GET, POST, OPTIONS"),
        ("/v1/complaints/x/actions/start", "POST, OPTIONS"),
        ("/v1/track/x", "GET, OPTIONS"),
        ("/v1/units", "GET, OPTIONS"),
        ("/docs", "GET, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
async def test_every_method_of_an_address_is_named(intake_api: IntakeClient, path: str, methods: str) -> None:
    asked = await intake_api.client.options(path)
    assert (asked.status_code, asked.headers["Allow"], asked.content) == (204, methods, b"")
    refused = await intake_api.client.delete(path)
    assert (refused.status_code, refused.headers["Allow"]) == (405, methods)
    assert refused.json()["errors"][0]["field"] == "method"


async def test_an_unknown_address_has_no_methods(intake_api: IntakeClient) -> None:
    for answer in (await intake_api.client.options("/v2/complaints"), await intake_api.client.get("/v2/complaints")):
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (404, "path")
