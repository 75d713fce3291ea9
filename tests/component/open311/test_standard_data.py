"""The standard's own schemas and examples, where a copy of them is there: `OPEN311_DATA` names the folder."""

import json
import os
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests import pictures
from tests.component.complaints.attaching import sent
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient
from tests.component.open311.client import KEY, LAMP, V2, posted, requests, xml_of

DATA = Path(os.environ.get("OPEN311_DATA", "/nonexistent"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="OPEN311_DATA names no folder with the standard's data")


def _validate(instance: Any, schema: str) -> None:
    """Times are checked by shape in the other tests: format is only a note in this draft."""
    folder = DATA / "schemas"
    known = [(each.name, DRAFT4.create_resource(json.loads(each.read_text()))) for each in folder.glob("*.json")]
    registry: Registry[Any] = Registry[Any]().with_resources(known)
    resource: Resource[Any] = registry[schema]
    Draft4Validator(resource.contents, registry=registry).validate(instance)


async def test_every_answer_fits_the_schemas(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    await posted(intake_api, lat="", long="", address_id="99.71.02.1001")
    await sent(intake_api, f"/v1/complaints/{complaint_id}", pictures.picture(), who=DEMO)
    await intake_api.file()
    await intake_api.assign(complaint_id, "dinas-pu")
    for step in ("acknowledge", "resolve"):
        for params in ({}, {"api_key": KEY}):
            found = await requests(intake_api, **params)
            assert len(found) == 3
            _validate(found, "requests.json")
            for each in found:
                _validate(each, "request.json")
        await intake_api.act(complaint_id, step, PU, message="x")
    services = (await intake_api.client.get(f"{V2}/services.json")).json()
    _validate(services, "services.json")
    for each in services:
        _validate(each, "service.json")
        definition = await intake_api.client.get(f"{V2}/services/{each['service_code']}.json")
        _validate(definition.json(), "service-definition.json")


@pytest.mark.parametrize(
    ("fixture", "path"),
    [
        ("georeport_v2_services_01.xml", "services"),
        ("services_giessen.xml", "services"),
        ("georeport_v2_service_requests_04.xml", "requests"),
        ("georeport_v2_service_requests_05.xml", "requests"),
        ("requests_many.xml", "requests"),
        ("requests_single.xml", "requests"),
        ("georeport_v2_service_requests_03.xml", "tokens/{id}"),
        ("georeport_v2_service_definition_06.xml", "services/lampu-jalan"),
        ("georeport_v2_errors_07.xml", "requests/nothing"),
    ],
)
async def test_answers_have_the_elements_of_the_examples(intake_api: IntakeClient, fixture: str, path: str) -> None:
    complaint_id = await posted(intake_api)
    answer = await intake_api.client.get(f"{V2}/{path.format(id=complaint_id)}.xml")
    assert _paths(_example(fixture)) <= _paths(xml_of(answer))


async def test_the_answer_to_a_new_request_has_the_elements_of_the_example(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.post(f"{V2}/requests.xml", data=LAMP)
    assert _paths(xml_of(answer)) == _paths(_example("georeport_v2_service_requests_02.xml"))
    answer = await intake_api.client.post(f"{V2}/requests.json", data=LAMP)
    assert _keys(answer.json()) == _keys(_json_example("georeport_v2_spec_json_02.json"))


@pytest.mark.parametrize(
    ("fixture", "path"),
    [
        ("georeport_v2_spec_json_01.json", "services/lampu-jalan"),
        ("georeport_v2_spec_json_03.json", "tokens/{id}"),
        ("georeport_v2_spec_json_04.json", "requests/nothing"),
        ("cologne_single.json", "requests/{id}"),
    ],
)
async def test_json_answers_have_the_names_of_the_examples(intake_api: IntakeClient, fixture: str, path: str) -> None:
    complaint_id = await posted(intake_api)
    answer = await intake_api.client.get(f"{V2}/{path.format(id=complaint_id)}.json")
    assert _keys(_json_example(fixture)) <= _keys(answer.json())


def _example(name: str) -> Element:
    root = parse(DATA / "fixtures" / name).getroot()
    assert root is not None
    return root


def _json_example(name: str) -> Any:
    return json.loads((DATA / "fixtures" / name).read_text())


def _paths(element: Element, above: str = "") -> set[str]:
    path = f"{above}/{element.tag}"
    return {path}.union(*(_paths(each, path) for each in element))


def _keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    return value.keys() | set().union(*map(_keys, value.values())) if isinstance(value, dict) else set()
