"""What a complaint can be about, where, and what the city promises: open to everybody, in every language at once."""

import pytest

from tests.component.complaints.intake_api import DEMO, IntakeClient

PLACES = ["/v1/categories", "/v1/areas", "/v1/units", "/v1/units/dinas-pu"]


async def test_categories_come_with_the_deadlines_that_the_city_promises(intake_api: IntakeClient) -> None:
    categories = (await intake_api.client.get("/v1/categories")).json()["categories"]
    drain = next(each for each in categories if each["code"] == "saluran-mampet")
    assert drain["name"] == {"id": "Saluran mampet", "en": "Blocked drain"}
    assert set(drain["description"]) == {"id", "en"}
    promised = {each["clock"]: each for each in drain["deadlines"]}
    assert promised["resolve_by"]["title"] == {"id": "penyelesaian", "en": "resolution"}
    words = promised["acknowledge_by"]
    assert (words["within"], words["words"]) == ("PT6S", {"id": "6 detik", "en": "6 seconds"})


async def test_what_complainants_and_contributing_units_owe_is_no_promise(intake_api: IntakeClient) -> None:
    clocks = intake_api.city.policies.clocks
    owed = {name for name, each in clocks.items() if each.owed_by == "complainant" or each.scope == "contribution"}
    assert owed, "the city has such clocks"
    categories = (await intake_api.client.get("/v1/categories")).json()["categories"]
    assert not owed & {each["clock"] for category in categories for each in category["deadlines"]}


async def test_areas_can_be_narrowed_to_those_below_one(intake_api: IntakeClient) -> None:
    everywhere = (await intake_api.client.get("/v1/areas")).json()["areas"]
    below = (await intake_api.client.get("/v1/areas", params={"parent": "99.71.02"})).json()["areas"]
    assert {each["parent"] for each in below} == {"99.71.02"}
    assert len(everywhere) == len(intake_api.city.areas) > len(below) > 0
    assert below[0]["name"] == {"id": "Kelurahan Kaliwening Hulu", "en": "Kaliwening Hulu Village"}


async def test_units_say_what_they_do_and_can_be_narrowed(intake_api: IntakeClient) -> None:
    (drainage,) = (await intake_api.client.get("/v1/units", params={"parent": "dinas-pu"})).json()["units"]
    assert (drainage["id"], drainage["parent"], drainage["open_total"]) == ("bidang-drainase", "dinas-pu", 0)
    triage = (await intake_api.client.get("/v1/units/meja-triase")).json()
    assert set(triage["description"]) == {"id", "en"}


@pytest.mark.parametrize(("path", "parent"), [("/v1/areas", "31.71.01"), ("/v1/units", "nobody")])
async def test_a_parent_that_the_city_does_not_have_is_refused(
    intake_api: IntakeClient, path: str, parent: str
) -> None:
    answer = await intake_api.client.get(path, params={"parent": parent})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "parent")


@pytest.mark.parametrize("path", PLACES)
async def test_whoever_has_read_it_before_is_not_sent_it_again(intake_api: IntakeClient, path: str) -> None:
    first = await intake_api.client.get(path)
    control = first.headers.get_list("Cache-Control")
    assert (first.status_code, len(control)) == (200, 1) and control[0].startswith("public, ")
    for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
        again = await intake_api.client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    changed = await intake_api.client.get(path, headers={"If-None-Match": '"other"'})
    assert (changed.status_code, changed.content) == (200, first.content)


async def test_complaints_are_never_kept_by_a_cache(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    for path, headers in ((filed["links"]["self"], DEMO), (filed["links"]["track"], {}), ("/v1/unknown", {})):
        answer = await intake_api.client.get(path, headers=headers)
        assert answer.headers.get_list("Cache-Control") == ["no-store"]
