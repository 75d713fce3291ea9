"""People of the city read what keeps going wrong, lay it aside, or propose what to do about it."""

from datetime import date
from typing import Any

import pytest

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.patterns import Baseline, Cell, CellKind, PatternKind
from services.improvements.pages.findings import PAGE
from tests.component.complaints.pages.reading import forms, said
from tests.component.improvements.pages.conftest import ELSEWHERE, Visit, press
from tests.component.improvements.pages.known import found

ENGLISH = (
    "Late answers about “Damaged road” in Kaliwening District: 45% of 62, 20% were to be expected, "
    "since about 5 January 2026."
)
INDONESIAN = (
    "Jawaban terlambat tentang “Jalan rusak” di Kecamatan Kaliwening: 45% dari 62, diperkirakan 20%, "
    "sejak sekitar 5 Januari 2026."
)
PROPOSAL = {"name": "Tambal jalan", "kind": "repair", "unit": "dinas-pu", "due_on": "2026-06-30"}


@pytest.mark.parametrize("path", ["/improvements/findings", "/improvements/findings/x", "/improvements/propose"])
async def test_whoever_is_not_signed_in_is_led_to_the_sign_in(visit: Visit, path: str) -> None:
    answer = await (await visit()).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ELSEWHERE}/sign-in?next={path}")


@pytest.mark.parametrize(("language", "sentence"), [("en", ENGLISH), ("id", INDONESIAN)])
async def test_a_finding_is_a_sentence_with_its_evidence(
    visit: Visit, deps: Dependencies, language: str, sentence: str
) -> None:
    finding, auditor = await found(deps), await visit("auditor", language)
    assert sentence in said(await auditor.get("/improvements/findings"))
    page = await auditor.get(f"/improvements/findings/{finding.id}")
    assert sentence in said(page) and page.text.count("<svg") == 1
    assert f'<a href="{ELSEWHERE}/complaints/c-27">c-27</a>' in page.text


async def test_it_says_how_unusual_it_is_and_what_it_is_compared_with(visit: Visit, deps: Dependencies) -> None:
    finding, officer = await found(deps), await visit("officer")
    page = await officer.get(f"/improvements/findings/{finding.id}")
    for text in (
        "2.3 times what was to be expected; between 1.5 and 3.4 times is likely.",
        "By chance alone something like this comes about once in 400,000 comparisons.",
        "at most about 0.2 in 100 are chance",
        "Compared with complaints of the same kinds elsewhere",
        "too short to know the season",
        "It rests on 28 complaints.",
        "Found on 20 February 2026, seen again last on 1 March 2026.",
    ):
        assert text in said(page), text
    assert [each for each in forms(page) if "improvements" in each.action] == []


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (
            {"kind": PatternKind.SURGE, "out_of": None, "observed": 120, "expected": 36.2, "window_weeks": 4},
            "More complaints about “Damaged road” in Kaliwening District: 120 in 4 weeks, 36 were to be expected",
        ),
        ({"kind": PatternKind.REOPENED}, "Reopened complaints about"),
        ({"kind": PatternKind.LOW_RATING}, "Ratings of one or two stars about"),
        ({"kind": PatternKind.TRANSFERRED, "p": 0.0}, "less than once in a thousand million comparisons"),
        ({"baseline": Baseline.PAST, "is_season_known": True}, "Compared with its own past"),
        ({"cell": Cell(CellKind.CITY)}, "Late answers about all matters: 45%"),
        ({"cell": Cell(CellKind.UNIT, unit="dinas-pu")}, "Late answers about all matters at Public Works Agency"),
        ({"cell": Cell(CellKind.WORD, word="banjir")}, "all matters with the word “banjir”"),
        ({"cell": Cell(CellKind.CATEGORY_DISTRICT, category="gone", area="00.00.00")}, "“gone” in 00.00.00"),
        ({"observed": 700, "out_of": 900}, "It rests on 700 complaints. The first 28 are listed here."),
        ({"weeks": ()}, "It rests on 28 complaints."),
    ],
)
async def test_every_sort_of_finding_has_its_words(
    visit: Visit, deps: Dependencies, more: dict[str, Any], text: str
) -> None:
    finding = await found(deps, **more)
    page = await (await visit("head")).get(f"/improvements/findings/{finding.id}")
    assert text in said(page)


@pytest.mark.parametrize(
    ("person", "may"),
    [
        *(("officer", (False, False)), ("auditor", (False, False)), ("head", (False, True))),
        *(("secretary", (True, True)), ("analyst", (True, True))),
    ],
)
async def test_each_role_is_offered_what_it_may_do_with_a_finding(
    visit: Visit, deps: Dependencies, person: str, may: tuple[bool, bool]
) -> None:
    finding = await found(deps)
    page = await (await visit(person)).get(f"/improvements/findings/{finding.id}")
    lays_aside = any(each.action.endswith("/dismissal") for each in forms(page))
    assert (lays_aside, f"/improvements/propose?finding={finding.id}" in page.text) == may


async def test_a_finding_is_laid_aside_for_a_reason_of_the_city(visit: Visit, deps: Dependencies) -> None:
    finding, analyst = await found(deps), await visit("analyst")
    page = await analyst.get(f"/improvements/findings/{finding.id}")
    for reason in ("", "whatever"):
        wrong = await analyst.press(page, "dismissal", reason=reason)
        assert (wrong.status_code, "Choose one of the reasons." in said(wrong)) == (422, True)
    aside = await analyst.press(page, "dismissal", reason="known_event")
    assert "The finding was laid aside." in said(aside)
    assert "Laid aside on 2 March 2026 by analyst: the cause is known, and it is over." in said(aside)
    again = await analyst.press(page, "dismissal", reason="known_event")
    assert (again.status_code, "closed already" in said(again)) == (409, True)
    assert "No finding is open." in said(await analyst.get("/improvements/findings"))


async def test_whoever_may_not_lay_it_aside_is_refused(visit: Visit, deps: Dependencies) -> None:
    finding, officer = await found(deps), await visit("officer")
    path = f"/improvements/findings/{finding.id}"
    token = forms(await officer.get(path))[0].fields["form_token"]
    data = {"form_token": token, "reason": "known_event"}
    refused = await officer.client.post(f"{path}/dismissal", data=data, headers=dict(officer.headers))
    assert (refused.status_code, "Your role does not allow this" in said(refused)) == (403, True)
    without = await officer.client.post(f"{path}/dismissal", data={"reason": "known_event"}, headers=officer.headers)
    assert without.status_code == 403
    assert (await officer.get("/improvements/findings/none")).status_code == 404


async def test_the_list_has_pages_and_the_clearest_is_first(visit: Visit, deps: Dependencies) -> None:
    for number in range(PAGE + 1):
        await found(deps, number + 1, p=(number + 1) * 1e-6, out_of=100 + number)
    officer = await visit("officer")
    first, second = [await officer.get(f"/improvements/findings?page={number}") for number in (1, 2)]
    assert said(first).index("of 100,") < said(first).index("of 101,")
    assert "of 130," not in said(first) and "of 130," in said(second)
    assert "?page=2" in first.text and "?page=1" in second.text
    assert (await officer.get("/improvements/findings?page=0")).status_code == 400


async def test_a_proposal_begins_with_what_the_finding_says(visit: Visit, deps: Dependencies) -> None:
    finding, head = await found(deps), await visit("head")
    form = await head.get(f"/improvements/propose?finding={finding.id}")
    assert ENGLISH in said(form)
    (filled,) = [each.fields for each in forms(form) if each.action == "/improvements/propose"]
    known = {name: filled[name] for name in ("category", "area", "measure", "start", "goal", "starts_on")}
    assert known == {
        **{"category": "jalan-rusak", "area": "99.71.02", "measure": "late_share"},
        **{"start": "45.2", "goal": "20.0", "starts_on": "2026-03-02"},
    }
    page = await press(head, form, "propose", PROPOSAL)
    assert page.status_code == 200
    for text in ("It was proposed.", "28 complaints gave rise to it", "Answered late: from 45% to 20%", "30 June 2026"):
        assert text in said(page), text
    assert f"/improvements/findings/{finding.id}" in page.text
    again = await press(head, form, "propose", PROPOSAL)
    assert again.url == page.url or again.url.path == page.url.path, "the same form proposes once"
    other = await press(head, form, "propose", PROPOSAL | {"name": "Lain"})
    assert (other.status_code, "This form was sent already" in said(other)) == (422, True)


async def test_a_proposal_is_written_without_a_finding_in_indonesian(visit: Visit, deps: Dependencies) -> None:
    head = await visit("head", "id")
    typed = PROPOSAL | {"category": "jalan-rusak", "measure": "answer_days", "start": "12,5", "goal": "5"}
    page = await press(head, await head.get("/improvements/propose"), "propose", typed)
    assert "Sudah diusulkan." in said(page)
    assert "Waktu sampai jawaban pertama: dari 12 hari kerja menjadi 5 hari kerja" in said(page)


FIT = PROPOSAL | {"category": "jalan-rusak", "measure": "complaints", "start": "18", "goal": "9"}


@pytest.mark.parametrize(
    ("more", "field", "error"),
    [
        ({"name": ""}, "name", "Title: fill it in."),
        ({"name": "x" * 121}, "name", "A title has 1 to 120 characters."),
        ({"description": "x" * 4001}, "description", "Shorten it to 4,000 characters"),
        ({"kind": ""}, "kind", "Kind: fill it in."),
        ({"kind": "prayer"}, "kind", "The city does not have this any more."),
        ({"unit": "dinas-lh"}, "unit", "Your role does not allow this for this unit."),
        ({"unit": "nothing"}, "unit", "The city does not have this any more."),
        ({"category": "no such!"}, "category", "The city does not have this any more."),
        ({"area": "??"}, "area", "The city does not have this any more."),
        ({"word": "x y"}, "word", "The city does not have this any more."),
        ({"category": ""}, "category", "Choose a kind of complaint, a place or a unit"),
        ({"measure": "joy!"}, "measure", "The city does not have this any more."),
        ({"start": "many"}, "start", "From: write a number from 0 on"),
        ({"goal": "-1"}, "goal", "To: write a number from 0 on"),
        ({"goal": "nan"}, "goal", "To: write a number from 0 on"),
        ({"goal": "18"}, "goal", "From and to are the same."),
        ({"measure": "late_share", "start": "450"}, "start", "write per cent between 0 and 100"),
        ({"due_on": ""}, "due_on", "Done by: fill it in."),
        ({"due_on": "30/06/2026"}, "due_on", "Done by: choose a date between"),
        ({"due_on": "9999-12-31"}, "due_on", "Done by: choose a date between"),
        ({"due_on": "2026-02-01"}, "due_on", "That date is over already."),
        ({"starts_on": "2026-08-01"}, "due_on", "It would be done before it begins."),
        ({"starts_on": "0001-01-01"}, "starts_on", "Begins on: choose a date between"),
    ],
)
async def test_what_is_wrong_with_a_proposal_is_said_at_its_field(
    visit: Visit, deps: Dependencies, more: dict[str, str], field: str, error: str
) -> None:
    head = await visit("head")
    refused = await press(head, await head.get("/improvements/propose"), "propose", FIT | more)
    assert refused.status_code in (403, 422)
    assert error in said(refused)
    assert f'<a href="#{field}">' in refused.text and f'id="{field}-error"' in refused.text
    (kept,) = [each.fields for each in forms(refused) if each.action == "/improvements/propose"]
    assert kept["name"] == (FIT | more)["name"]
    assert await deps.improvements.latest(None) == []


@pytest.mark.parametrize(("person", "status"), [("officer", 403), ("auditor", 403), ("head", 200), ("analyst", 200)])
async def test_only_some_roles_propose(visit: Visit, person: str, status: int) -> None:
    somebody = await visit(person)
    assert (await somebody.get("/improvements/propose")).status_code == status
    token = forms(await somebody.get("/improvements"))[0].fields["form_token"]
    data = FIT | {"form_token": token, "starts_on": date(2026, 3, 2).isoformat()}
    sent = await somebody.client.post("/improvements/propose", data=data, headers=dict(somebody.headers))
    assert sent.status_code == (303 if status == 200 else 403)


async def test_a_proposal_needs_its_token_and_a_finding_that_there_is(visit: Visit, deps: Dependencies) -> None:
    head = await visit("head")
    without = await head.client.post("/improvements/propose", data=FIT, headers=dict(head.headers))
    assert without.status_code == 403
    assert (await head.get("/improvements/propose?finding=none")).status_code == 404
    assert await deps.improvements.latest(None) == []
