"""What tests of Open311 ask and check: the form of every answer, by schemas of our own, in both formats."""

from typing import Any
from xml.etree.ElementTree import Element

import httpx
from defusedxml.ElementTree import fromstring
from jsonschema import Draft202012Validator, FormatChecker

from tests.component.complaints.intake_api import IntakeClient

V2 = "/open311/v2"
KEY = "key-of-demo"
OTHER_KEY = "key-of-other"
LAMP = {"api_key": KEY, "service_code": "lampu-jalan", "lat": "-7.25", "long": "112.75", "description": "Lampu mati"}

_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_TIME: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
_TIME_OR_NONE: dict[str, Any] = {"anyOf": [_TIME, {"type": "null"}]}


def _rows(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    row = {"type": "object", "required": required, "properties": properties, "additionalProperties": False}
    return {"type": "array", "items": row}


REQUESTS = _rows(
    ["service_request_id", "status", "service_code", "requested_datetime"],
    {
        **dict.fromkeys(("status_notes", "service_name", "agency_responsible", "service_notice"), _TEXT),
        **dict.fromkeys(("address", "address_id", "zipcode", "media_url"), _TEXT),
        "service_request_id": {"type": "string"},
        "service_code": {"type": "string"},
        "status": {"enum": ["open", "closed"]},
        "description": {"type": ["string", "null"], "maxLength": 4000},
        "requested_datetime": _TIME,
        "updated_datetime": _TIME_OR_NONE,
        "expected_datetime": _TIME_OR_NONE,
        "lat": {"type": ["number", "null"]},
        "long": {"type": ["number", "null"]},
    },
)
SERVICES = _rows(
    ["service_code", "service_name", "metadata", "type"],
    {
        "service_code": {"type": "string"},
        "service_name": {"type": "string"},
        **dict.fromkeys(("description", "keywords", "group"), _TEXT),
        "metadata": {"type": "boolean"},
        "type": {"const": "realtime"},
    },
)
FILED = _rows(
    ["service_request_id"],
    {"service_request_id": {"type": "string"}, "service_notice": _TEXT, "account_id": _TEXT},
)
UPDATES = _rows(
    ["update_id", "service_request_id", "status", "updated_datetime", "description"],
    {
        "update_id": {"type": "string"},
        "service_request_id": {"type": "string"},
        "description": {"type": "string"},
        "status": {"enum": ["open", "closed"]},
        "updated_datetime": _TIME,
        "media_url": _TEXT,
    },
)
ERRORS = _rows(["code", "description"], {"code": {"type": "integer"}, "description": {"type": "string"}})


def checked(answer: httpx.Response, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of an answer in JSON; fails where it is none, or not as the schema says."""
    assert answer.status_code == 200, answer.text
    return _checked(answer, schema)


def refused(answer: httpx.Response, status: int) -> str:
    """The description of the one error in JSON."""
    assert answer.status_code == status, answer.text
    [error] = _checked(answer, ERRORS)
    assert error["code"] == status
    return str(error["description"])


def _checked(answer: httpx.Response, schema: dict[str, Any]) -> list[dict[str, Any]]:
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())
    rows: list[dict[str, Any]] = answer.json()
    return rows


def xml_of(answer: httpx.Response) -> Element:
    """The root of an answer in XML."""
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
    root: Element = fromstring(answer.content)
    return root


async def posted(intake_api: IntakeClient, **fields: str) -> str:
    """Hand a complaint in and return its id."""
    answer = await intake_api.client.post(f"{V2}/requests.json", data=LAMP | fields)
    [row] = checked(answer, FILED)
    return str(row["service_request_id"])


async def requests(intake_api: IntakeClient, path: str = "", **params: str) -> list[dict[str, Any]]:
    """The requests that are found."""
    return checked(await intake_api.client.get(f"{V2}/requests{path}.json", params=params), REQUESTS)


async def updates(intake_api: IntakeClient, **params: str) -> list[dict[str, Any]]:
    """The updates that are found."""
    return checked(await intake_api.client.get(f"{V2}/servicerequestupdates.json", params=params), UPDATES)
