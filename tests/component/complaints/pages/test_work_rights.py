"""Who may see and do what on the pages: for every role, page and step the same as the API says."""

import pytest

from tests.component.complaints.intake_api import (
    AUDITOR,
    BUREAU,
    DRAINAGE,
    HEAD,
    LEADER,
    LH,
    PDAM,
    PU,
    PU_HEAD,
    TRIAGE,
    IntakeClient,
)
from tests.component.complaints.links import overdue
from tests.component.complaints.pages.working import browser, offered, said, take, with_unit
from tests.pictures import picture

READERS = {
    "officer of the unit": PU,
    "officer of another unit": PDAM,
    "officer of a unit below": DRAINAGE,
    "head of the unit": PU_HEAD,
    "head of the city": HEAD,
    "leader": LEADER,
    "auditor": AUDITOR,
    "bureau": BUREAU,
    "triage": TRIAGE,
    "nobody": None,
}
EVERYBODY = pytest.mark.parametrize("reader", READERS)
UNITS = ("dinas-pu", "bidang-drainase", "pdam", "meja-triase", "kota", "no-such-unit")
STEPS: dict[str, dict[str, str]] = {
    "acknowledge": {},
    "start": {},
    "report_progress": {"message": "Kami datang."},
    "request_information": {"message": "Di mana?", "reason": "location_unclear"},
    "resolve": {"message": "Sudah.", "reason": "work_done"},
    "reject": {"message": "Bukan.", "reason": "outside_city"},
    "transfer": {"reason": "not_responsible", "to_unit": "dinas-lh"},
    "reclassify": {"reason": "wrong_category", "category": "sampah"},
    "delegate": {"to_unit": "bidang-drainase"},
    "request_contribution": {"note": "Mohon data.", "to_unit": "dinas-lh"},
    "contribute": {"note": "Ini."},
    "request_review": {"note": "Bukan kami.", "reason": "wrong_area"},
    "uphold": {},
    "acknowledge_escalation": {"note": "Segera.", "promised_until": ""},
    "change_policy": {"policy": "lebih-lama", "reason": "law_changed"},
    "merge": {"into": "none", "reason": "duplicate_same_text"},
    "unmerge": {},
    "note": {"note": "Catatan."},
    "reopen": {},
    "withdraw": {},
    "close": {"reason": "no_reply"},
}
"""What is sent for each, so that only rights and states can stand in the way; two that nobody of the city takes."""
SEEN = "3.1.1"
"""What was seen of a complaint that was filed, assigned and escalated."""
SEEN_AS = {401: 303, 403: 403, 404: 404, 409: 422, 422: 422, 200: 303}
"""What a page answers a form where the API answers so."""


def headers(reader: str) -> dict[str, str]:
    return READERS[reader] or {}


@EVERYBODY
async def test_a_complaint_is_shown_to_whom_the_api_shows_it(intake_api: IntakeClient, reader: str) -> None:
    page = await browser(intake_api, READERS[reader])
    for unit in ("dinas-pu", "bidang-drainase", "pdam", "meja-triase"):
        complaint_id = await with_unit(intake_api, unit, text=f"rahasia {unit}")
        known = await intake_api.client.get(f"/v1/complaints/{complaint_id}", headers=headers(reader))
        shown = await page.get(f"/complaints/{complaint_id}")
        assert shown.status_code == {401: 303, 404: 404, 200: 200}[known.status_code]
        assert (f"rahasia {unit}" in said(shown)) == (known.status_code == 200)
        if known.status_code == 200:
            assert offered(shown) == set(known.json()["possible_actions"])
    missing = await page.get("/complaints/none")
    assert missing.status_code == (303 if reader == "nobody" else 404)


@EVERYBODY
async def test_a_queue_is_shown_to_whom_the_api_lists_it(intake_api: IntakeClient, reader: str) -> None:
    page = await browser(intake_api, READERS[reader])
    await with_unit(intake_api, "dinas-pu")
    for unit in UNITS:
        known = await intake_api.client.get("/v1/complaints", params={"unit": unit}, headers=headers(reader))
        shown = await page.get("/queue", unit=unit)
        assert shown.status_code == {401: 303, 200: 200, 403: 403, 422: 422}[known.status_code], unit
        listed = [each["id"] for each in known.json().get("complaints", ())]
        assert all(f"/complaints/{each}" in shown.text for each in listed)
        assert shown.text.count('<h2><a href="/complaints/') == len(listed)


@pytest.mark.parametrize("action", STEPS)
async def test_a_step_is_taken_for_whom_the_api_takes_it(intake_api: IntakeClient, action: str) -> None:
    by_api, by_page, is_used = "", "", True
    for reader, officer in READERS.items():
        if is_used:
            by_api, by_page = [await overdue(intake_api) for _ in range(2)]
        given, for_api = dict(STEPS[action]), dict(STEPS[action])
        if "promised_until" in given:
            given["promised_until"] = intake_api.deps.clock().astimezone(intake_api.city.zone).date().isoformat()
            for_api["promised_until"] = f"{given['promised_until']}T23:59:59+07:00"
        answer = await _by_api(intake_api, by_api, action, reader, for_api)
        page = await browser(intake_api, officer)
        shown = await page.post(f"/complaints/{by_page}/actions/{action}", {"seen": SEEN, **given})
        assert shown.status_code == SEEN_AS[answer], (reader, action, said(shown))
        assert ("/sign-in" in shown.headers.get("Location", "")) == (officer is None)
        states = [each["state"] for each in await intake_api.kept() if each["_id"] in (by_api, by_page)]
        assert states[0] == states[1], (reader, action)
        is_used = answer == 200


async def _by_api(api: IntakeClient, complaint_id: str, action: str, reader: str, given: dict[str, str]) -> int:
    path = f"/v1/complaints/{complaint_id}/actions/{action}"
    answer = await api.client.post(path, json=given, headers={**headers(reader), "If-Match": f'"v{SEEN[0]}"'})
    return answer.status_code


@EVERYBODY
async def test_photos_are_added_by_whom_the_api_lets(intake_api: IntakeClient, reader: str) -> None:
    by_api, by_page = [await with_unit(intake_api) for _ in range(2)]
    files = [("file", ("p.jpg", picture(), "image/jpeg"))]
    known = await intake_api.client.post(
        f"/v1/complaints/{by_api}/attachments", files=files, data={"phase": "after"}, headers=headers(reader)
    )
    page = await browser(intake_api, READERS[reader])
    shown = await page.post(f"/complaints/{by_page}/photos", {"phase": "after"}, files=files)
    assert shown.status_code == {201: 303, 401: 303, 403: 403, 404: 404}[known.status_code]
    kept = {each["_id"]: len(each.get("attachments", ())) for each in await intake_api.kept()}
    assert kept[by_api] == kept[by_page]


@EVERYBODY
async def test_the_counter_is_for_whom_the_api_lets_file(intake_api: IntakeClient, reader: str) -> None:
    known = await intake_api.client.post("/v1/complaints", json={"text": "jalan rusak"}, headers=headers(reader))
    page = await browser(intake_api, READERS[reader])
    form, given = (
        await page.get("/counter"),
        {"channel": "counter", "text": "lampu mati", "language": "id", "once": "k"},
    )
    sent = await page.post("/counter", given)
    assert form.status_code == {201: 200, 403: 403, 401: 303}[known.status_code]
    assert sent.status_code == {201: 303, 403: 403, 401: 303}[known.status_code]
    assert len(await intake_api.kept()) == (2 if known.status_code == 201 else 0)


@EVERYBODY
async def test_several_are_changed_by_whom_the_api_lets(intake_api: IntakeClient, reader: str) -> None:
    complaint_id = await with_unit(intake_api)
    known = await intake_api.client.get(f"/v1/complaints/{complaint_id}", headers=headers(reader))
    may = known.status_code == 200 and "acknowledge" in known.json()["possible_actions"]
    page = await browser(intake_api, READERS[reader])
    given = {"action": "acknowledge", "complaint": f"{complaint_id} 2.1.1", "once": "k"}
    for path in ("/queue/bulk", "/queue/bulk/steps"):
        answer = await page.post(path, given)
        assert answer.status_code in ((303,) if reader == "nobody" else (200, 403))
        assert "Damaged road" not in said(answer) or known.status_code == 200
    [kept] = await intake_api.kept()
    assert (kept["state"] == "acknowledged") == may


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/complaints/{id}/actions/acknowledge", {"seen": "2.1.1"}),
        ("/complaints/{id}/photos", {"phase": "after"}),
        ("/queue/filters", {"name": "x", "query": "overdue=true"}),
        ("/queue/filters/remove", {"name": "kept"}),
        ("/queue/bulk", {"action": "acknowledge", "complaint": "{id} 2.1.1"}),
        ("/queue/bulk/steps", {"action": "acknowledge", "complaint": "{id} 2.1.1", "once": "k"}),
        ("/counter", {"channel": "counter", "text": "lampu mati", "language": "id", "once": "k"}),
    ],
)
async def test_a_form_of_another_site_changes_nothing(
    intake_api: IntakeClient, path: str, given: dict[str, str]
) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    await page.post("/queue/filters", {"name": "kept", "query": "overdue=true"})
    people = intake_api.driver.collection("saved_filters")
    before = await intake_api.kept(), await people.find({}, {}, 10)
    where, given = path.format(id=complaint_id), {name: each.format(id=complaint_id) for name, each in given.items()}
    other = await (await browser(intake_api, PU)).token()
    for token, sent in (
        ("", {}),
        ("x" * 64, {}),
        (other, {}),
        (await page.token(), {"Origin": "https://elsewhere.example"}),
        (await page.token(), {"Sec-Fetch-Site": "cross-site"}),
    ):
        answer = await page.post(where, given, token, headers=sent)
        assert answer.status_code == 403, (token, sent)
    assert (await intake_api.kept(), await people.find({}, {}, 10)) == before


async def test_who_has_lost_a_role_has_lost_it_at_once(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, LH)
    assert (await page.get(f"/complaints/{complaint_id}")).status_code == 404
    await intake_api.assign(complaint_id, "dinas-lh", 2)
    assert (await page.get(f"/complaints/{complaint_id}")).status_code == 200
    assert (await take(page, complaint_id, "acknowledge")).status_code == 303
    await intake_api.sessions.end(page.cookies)
    assert (await page.get(f"/complaints/{complaint_id}")).status_code == 303
