"""Two at once on the page of a complaint: nobody decides on what is no longer so, and nothing typed is lost."""

from tests.component.complaints.intake_api import PU, PU_HEAD, IntakeClient
from tests.component.complaints.pages.working import browser, form_of, said, seen_form, take, with_unit


async def test_a_click_takes_it_on_and_a_second_one_counts_once(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    hidden = await seen_form(page, complaint_id, "acknowledge")
    path = f"/complaints/{complaint_id}/actions/acknowledge"
    answers = [await page.post(path, hidden, hidden["form_token"]) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["Location"].startswith(f"/complaints/{complaint_id}?done=acknowledge&proof=")
    [kept] = await intake_api.kept()
    assert kept["state"] == "acknowledged"
    after = await page.get(answers[0].headers["Location"])
    assert "Done: Take on" in said(after)


async def test_who_goes_back_and_writes_something_else_is_not_told_that_it_was_kept(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    hidden, path = await seen_form(page, complaint_id, "note"), f"/complaints/{complaint_id}/actions/note"
    answers = [await page.post(path, {**hidden, "note": note}) for note in ("Satu.", "Satu.", "Dua.")]
    assert [each.status_code for each in answers] == [303, 303, 409]
    assert "You, just now: A note for colleagues was left." in said(answers[2])
    assert "Dua.</textarea>" in answers[2].text


async def test_who_was_overtaken_reads_who_did_what_and_keeps_what_was_typed(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    hidden = await seen_form(page, complaint_id, "report_progress")
    assert (await take(await browser(intake_api, PU_HEAD), complaint_id, "acknowledge")).status_code == 303
    typed = {**hidden, "message": "Kami datang besok."}
    answer = await page.post(f"/complaints/{complaint_id}/actions/report_progress", typed, hidden["form_token"])
    assert answer.status_code == 409
    assert "officer-pu-head, just now: Public Works Agency has taken the complaint on." in said(answer)
    assert "Kami datang besok.</textarea>" in answer.text
    again = form_of(answer, f"/complaints/{complaint_id}/actions/report_progress")
    answer = await page.post(
        f"/complaints/{complaint_id}/actions/report_progress", {**again, "message": "Kami datang besok."}
    )
    assert answer.status_code == 303


async def test_what_was_typed_for_a_step_that_is_not_possible_any_more_is_not_lost(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU)
    hidden = await seen_form(page, complaint_id, "report_progress")
    head = await browser(intake_api, PU_HEAD)
    await take(head, complaint_id, "reject", reason="outside_city", message="Bukan di kota.")
    typed = {**hidden, "message": "Kami datang besok."}
    answer = await page.post(f"/complaints/{complaint_id}/actions/report_progress", typed, hidden["form_token"])
    assert answer.status_code == 409
    assert "What you had written: Message to the complainant Kami datang besok." in said(answer)


async def test_an_assignment_in_between_is_told_as_well(intake_api: IntakeClient) -> None:
    complaint_id, page = await with_unit(intake_api), await browser(intake_api, PU_HEAD)
    hidden = await seen_form(page, complaint_id, "acknowledge")
    await intake_api.act(complaint_id, "transfer", PU, reason="wrong_area", to_unit="bidang-drainase")
    await intake_api.assign(complaint_id, "bidang-drainase", 2)
    answer = await page.post(f"/complaints/{complaint_id}/actions/acknowledge", hidden, hidden["form_token"])
    assert answer.status_code == 409
    assert "The division of work, just now:" in said(answer) and "officer-pu, just now:" in said(answer)
