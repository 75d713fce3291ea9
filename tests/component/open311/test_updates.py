"""Service request updates: the steps that everybody is shown, and the complainant's word through the channel."""

from tests.component.complaints.intake_api import PU, IntakeClient
from tests.component.open311.client import KEY, OTHER_KEY, V2, posted, refused, updates, xml_of

POST = f"{V2}/servicerequestupdates.json"


async def _resolved(intake_api: IntakeClient) -> str:
    complaint_id = await posted(intake_api)
    await intake_api.assign(complaint_id, "dinas-pu")
    await intake_api.act(complaint_id, "note", PU, note="hanya untuk petugas")
    await intake_api.act(complaint_id, "resolve", PU, reason="work_done", message="Sudah kami ganti.")
    return complaint_id


async def test_each_step_that_everybody_is_shown_is_an_update(intake_api: IntakeClient) -> None:
    complaint_id = await _resolved(intake_api)
    found = await updates(intake_api)
    assert [each["status"] for each in found] == ["open", "closed"]
    assert {each["service_request_id"] for each in found} == {complaint_id}
    assert len({each["update_id"] for each in found}) == 2
    assert found == await updates(intake_api, service_request_id=complaint_id)
    root = xml_of(await intake_api.client.get(f"{V2}/servicerequestupdates.xml"))
    assert root.tag == "service_request_updates"
    assert [each.tag for each in root.findall("request_update[1]/*")] == list(found[0])


async def test_a_message_is_shown_to_the_channel_that_handed_in(intake_api: IntakeClient) -> None:
    await _resolved(intake_api)
    assert "Sudah kami ganti." in (await updates(intake_api, api_key=KEY))[-1]["description"]
    for stranger in ({}, {"api_key": OTHER_KEY}):
        assert "Sudah kami ganti." not in str(await updates(intake_api, **stranger))


async def test_ranges_choose_by_the_time_of_the_step(intake_api: IntakeClient) -> None:
    await _resolved(intake_api)
    assert await updates(intake_api, start_date="2040-01-01T00:00:00Z") == []
    assert await updates(intake_api, end_date="2020-01-01T00:00:00Z") == []
    assert len(await updates(intake_api, start_date="2020-01-01T00:00:00Z", end_date="2040-01-01T00:00:00Z")) == 2
    swapped = {"start_date": "2026-03-02T00:00:00Z", "end_date": "2026-03-01T00:00:00Z"}
    assert "end_date" in refused(await intake_api.client.get(POST, params=swapped), 400)


async def test_a_posted_update_is_a_comment_of_the_complainant_once(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    form = {"api_key": KEY, "service_request_id": complaint_id, "description": "Masih gelap", "update_id": "u-1"}
    first = await intake_api.client.post(POST, data=form | {"status": "open"})
    again = await intake_api.client.post(POST, data=form)
    assert (first.status_code, first.json()) == (200, again.json())
    assert "update_id" in refused(await intake_api.client.post(POST, data=form | {"description": "lain"}), 400)
    [kept] = await intake_api.kept()
    assert [each["text"] for each in kept["remarks"]] == ["Masih gelap"]
    [shown] = await updates(intake_api)
    assert shown["update_id"] == first.json()[0]["update_id"]
    assert "Masih gelap" not in str(await updates(intake_api, api_key=KEY))


async def test_while_something_is_asked_it_is_the_reply(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    await intake_api.assign(complaint_id, "dinas-pu")
    await intake_api.act(complaint_id, "acknowledge", PU)
    asked = await intake_api.act(complaint_id, "request_information", PU, reason="location_unclear", message="Di mana?")
    assert asked.status_code == 200, asked.text
    form = {"api_key": KEY, "service_request_id": complaint_id, "description": "Di depan nomor 3"}
    assert (await intake_api.client.post(POST, data=form)).status_code == 200
    [kept] = await intake_api.kept()
    assert kept["state"] == "in_progress"


WRONG: list[tuple[dict[str, str], int, str]] = [
    ({"api_key": ""}, 403, "api_key"),
    ({"api_key": OTHER_KEY}, 403, "service_request_id"),
    ({"service_request_id": ""}, 400, "service_request_id"),
    ({"service_request_id": "nothing"}, 404, "service_request_id"),
    ({"description": ""}, 400, "description"),
    ({"description": "a\x00b"}, 400, "description"),
    ({"status": "closed"}, 400, "status"),
    ({"update_id": "u" * 101}, 400, "update_id"),
]


async def test_what_is_wrong_is_named_and_nothing_changes(intake_api: IntakeClient) -> None:
    form = {"api_key": KEY, "service_request_id": await posted(intake_api), "description": "Masih gelap"}
    for change, status, named in WRONG:
        assert named in refused(await intake_api.client.post(POST, data=form | change), status), change
    [kept] = await intake_api.kept()
    assert kept["version"] == 1


async def test_more_than_the_rules_allow_is_refused(intake_api: IntakeClient) -> None:
    complaint_id = await _resolved(intake_api)
    form = {"api_key": KEY, "service_request_id": complaint_id, "description": "Masih gelap"}
    answers = [await intake_api.client.post(POST, data=form) for _ in range(21)]
    assert {each.status_code for each in answers[:-1]} == {200}
    assert "comment" in refused(answers[-1], 400)
