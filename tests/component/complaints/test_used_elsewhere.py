"""The same picture in two complaints: the officer is told which, nobody else is, and looking is bounded."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.access import hash_of, of_file
from services.complaints.application.sweep import ABANDONED_AFTER, sweep
from services.complaints.domain.pictures import look_of
from services.complaints.store.attachments import AttachmentStore
from services.complaints.store.looks import MAX_IN_CELL, RECENT, Looks, Used
from tests import pictures
from tests.component.complaints.attaching import sent
from tests.component.complaints.callers import access
from tests.component.complaints.intake_api import DEMO, LEADER, PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack
from tests.component.recorder import Client, recorded, scans

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LOOK = look_of([*range(36), *range(144, 36, -3)]) or ""
COPY = pictures.picture(1, "WEBP", size=(320, 240), quality=60)


async def with_unit(api: IntakeClient, category: str = "jalan-rusak") -> dict[str, Any]:
    body = await api.file(category=category)
    await api.assign(body["id"], "dinas-pu")
    return body


async def others(api: IntakeClient, filed: dict[str, Any], who: dict[str, str] = PU) -> list[str | None]:
    """The complaints that the officer is told of, for each file; None for a file without such a flag."""
    answer = await api.client.get(filed["links"]["self"], headers=who, params={"lang": "en"})
    flags = [{flag["code"]: flag["complaint_id"] for flag in each["flags"]} for each in answer.json()["attachments"]]
    assert all(each is None for of_file in flags for code, each in of_file.items() if code != "used_elsewhere")
    return [each.get("used_elsewhere") for each in flags]


async def test_a_repair_that_is_proved_with_the_picture_of_another_one_is_told(intake_api: IntakeClient) -> None:
    first, second = await with_unit(intake_api), await with_unit(intake_api)
    await sent(intake_api, first["links"]["self"], pictures.picture(1), who=PU, phase="after")
    await sent(intake_api, second["links"]["self"], COPY, pictures.picture(2), who=PU, phase="after")
    assert await others(intake_api, first) == [None]
    assert await others(intake_api, second) == [first["id"], None]
    answer = await intake_api.client.get(f"{second['links']['self']}/attachments", headers=LEADER)
    assert "Tampak sama dengan gambar pada laporan lain" in answer.text


async def test_so_is_what_was_found_there_shown_as_the_result_here(intake_api: IntakeClient) -> None:
    first, second = await with_unit(intake_api), await with_unit(intake_api)
    await sent(intake_api, first["links"]["track"], pictures.picture(1))
    await sent(intake_api, second["links"]["self"], COPY, who=PU, phase="after")
    assert await others(intake_api, second) == [first["id"]]


async def test_complainants_channels_and_events_do_not_learn_which_complaint_it_is(intake_api: IntakeClient) -> None:
    first, second = await with_unit(intake_api), await with_unit(intake_api)
    await sent(intake_api, first["links"]["track"], pictures.picture(1))
    answers = [await sent(intake_api, second["links"]["track"], pictures.picture(1))]
    for path, who in ((second["links"]["self"], DEMO), (second["links"]["track"], {})):
        for more in ("", "/attachments"):
            answers.append((await intake_api.client.get(f"{path}{more}", headers=who)).json())
    assert first["id"] not in str(answers)
    assert "used_elsewhere" not in str(answers)
    kept = {each["_id"]: b"".join(event["body"] for event in each["events"]) for each in await intake_api.kept()}
    assert b'"used_elsewhere"' in kept[second["id"]]
    assert first["id"].encode() not in kept[second["id"]]
    assert await others(intake_api, second) == [first["id"]]


async def test_only_complaints_of_the_category_are_compared_and_only_with_others(intake_api: IntakeClient) -> None:
    road, lamp = await with_unit(intake_api), await with_unit(intake_api, "lampu-jalan")
    await sent(intake_api, road["links"]["track"], pictures.picture(1))
    await sent(intake_api, road["links"]["track"], COPY)
    await sent(intake_api, lamp["links"]["track"], pictures.picture(1))
    assert await others(intake_api, road) == [None, None]
    assert await others(intake_api, lamp, LEADER) == [None]


async def test_trials_are_not_compared(prepared_stack: PreparedStack) -> None:
    callers = access(of_file("trial", [hash_of("key-of-trial")], sandbox=True))
    async with opened(prepared_stack, callers=callers) as api:
        key = {"X-API-Key": "key-of-trial"}
        body = {"text": "coba", "category": "jalan-rusak"}
        trial = (await api.client.post("/v1/complaints", json=body, headers=key)).json()
        await sent(api, trial["links"]["self"], pictures.picture(1), who=key)
        real = await with_unit(api)
        await sent(api, real["links"]["track"], pictures.picture(1))
        assert await others(api, real) == [None]
        assert len(await api.driver.collection("look_cells").find({}, {}, 100)) == 4


async def test_a_look_that_could_not_be_noted_is_noted_by_the_sweep(intake_api: IntakeClient) -> None:
    """As after a death between naming the file and noting its look."""
    first, second = await with_unit(intake_api), await with_unit(intake_api)
    (added,) = await sent(intake_api, first["links"]["track"], pictures.picture(1))
    await intake_api.driver.collection("look_cells").delete_all({})
    begun = intake_api.driver.collection("attachments.begun")
    await begun.update_one({"_id": added["id"]}, {"$set": {"owner": first["id"], "at": NOW}}, upsert=True)
    store = AttachmentStore(intake_api.driver)
    for _ in range(2):
        await sweep(store, NOW + ABANDONED_AFTER + timedelta(seconds=1))
    await sent(intake_api, second["links"]["track"], COPY)
    assert await others(intake_api, second) == [first["id"]]


async def test_cells_are_capped_forget_and_may_be_written_again(intake_api: IntakeClient) -> None:
    looks = Looks(intake_api.driver)
    used = [Used(f"f-{n}", f"c-{n}", None, LOOK, NOW + timedelta(seconds=n)) for n in range(MAX_IN_CELL + 3)]
    for each in used:
        await looks.add([each])
    await looks.add(used[-2:])
    cells = await intake_api.driver.collection("look_cells").find({}, {}, 100)
    assert [len(each["looks"]) for each in cells] == [MAX_IN_CELL] * 4
    assert await looks.other_user(LOOK, None, "c-x", NOW) == "c-3", "the first of those that are remembered"
    assert await looks.other_user(LOOK, "jalan-rusak", "c-x", NOW) is None
    assert await looks.other_user(LOOK, None, "c-x", NOW + RECENT + timedelta(minutes=1)) is None
    assert await looks.other_user("0" * 16, None, "c-x", NOW) is None


async def test_adding_a_picture_reads_cells_by_their_ids_only(intake_api: IntakeClient) -> None:
    filed = await with_unit(intake_api)
    with recorded() as commands:
        await sent(intake_api, filed["links"]["track"], pictures.picture(1))
    own = [each for each in commands if each.collection == "look_cells"]
    assert [each.name for each in own] == ["find", "insert", "update"]
    [condition] = own[0].conditions()
    assert len(condition["_id"]["$in"]) == 68
    with Client(intake_api.driver._url, tz_aware=True) as client:
        assert scans(client, own) == []
