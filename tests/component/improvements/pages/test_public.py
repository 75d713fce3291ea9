"""What everybody reads about improvements: what is done, what has been done, and whether it helped."""

import pytest

from contracts.values import Target
from services.improvements.application.dependencies import Dependencies
from services.improvements.pages.improvements import PAGE
from tests.component.complaints.pages.reading import forms, said
from tests.component.improvements.conftest import BEGINNING, Clock
from tests.component.improvements.lives import filed, hear
from tests.component.improvements.pages.conftest import Visit
from tests.component.improvements.pages.known import done, found, judged, late, proposed

ENGLISH = (
    "18 complaints a week before, 9.4 after; without the action 17 were to be expected: between 30% and 60% fewer."
)


async def test_nobody_has_to_sign_in_to_see_what_is_done_and_what_came_of_it(
    visit: Visit, deps: Dependencies, clock: Clock
) -> None:
    await hear(deps, [filed("c-1", BEGINNING), filed("c-2", BEGINNING)])
    improvement = await done(deps, clock, complaints=("c-1", "c-2"))
    await judged(deps, improvement)
    anybody = await visit()
    listed = await anybody.get("/improvements")
    assert listed.status_code == 200
    for text in (
        "Tambal jalan <Kaliwening>",
        "Repair of facilities",
        "Public Works Agency",
        "Damaged road in Kaliwening District",
        "Done on 5 March 2026",
        "2 complaints gave rise to it",
        "It is better.",
        ENGLISH,
    ):
        assert text in said(listed), text
    assert "<Kaliwening>" not in listed.text, "what people wrote is escaped"
    page = await anybody.get(f"/improvements/{improvement}")
    for text in ("Lapisan baru & saluran.", "3 March 2026: agreed", "5 March 2026: done", ENGLISH, "gave up"):
        assert text in said(page), text
    assert page.text.count("<svg") == 1 and ">begun</text>" in page.text and ">done</text>" in page.text
    assert "a way to complain did not work" in said(page)
    assert not [each for each in forms(page) if "/steps/" in each.action]
    assert "catatan" not in page.text and "c-1" not in page.text, "notes and ids are for people of the city"
    assert "noindex" not in page.text


async def test_everything_is_said_in_indonesian_too(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    improvement = await done(deps, clock)
    await judged(deps, improvement)
    anybody = await visit(language="id")
    for path in ("/improvements", f"/improvements/{improvement}"):
        page = await anybody.get(path)
        text = "18 pengaduan seminggu sebelumnya, 9,4 sesudahnya; tanpa perbaikan ini diperkirakan 17: antara 30%"
        assert text in said(page)
        assert page.headers["Content-Language"] == "id"
        assert '<a href="?lang=en"' in page.text


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        (
            {"verdict": "no_effect_seen", "change": (1.0, 0.8, 1.3)},
            "anything between 20% fewer and 30% more is possible.",
        ),
        ({"verdict": "no_effect_seen", "change": (1.0, 0.8, 1.3)}, "No effect seen."),
        ({"verdict": "worsened", "change": (1.5, 1.2, 1.8)}, "between 20% and 80% more."),
        (
            {"verdict": "too_few", "change": None, "weeks": (), "reasons": ("too_few_complaints", "no_past")},
            "There are too few complaints, there is no whole week before it began.",
        ),
        (
            {
                **{"measure": "late_share", "scale": "difference", "before": 0.45, "after": 0.2, "expected": 0.4},
                "change": (-0.2, -0.3, -0.1),
            },
            "45% were answered late before, 20% after; without the action 40% were to be expected: "
            "between 10 percentage points and 30 percentage points less.",
        ),
        (
            {"measure": "answer_days", "before": 12.0, "after": 5.0, "expected": 11.0, "change": (0.5, 0.4, 0.75)},
            "between 3 working days and 7.2 working days sooner.",
        ),
    ],
)
async def test_a_verdict_is_a_plain_sentence_with_its_numbers(
    visit: Visit, deps: Dependencies, clock: Clock, effect: dict[str, object], text: str
) -> None:
    improvement = await done(deps, clock, target=Target(measure="complaints", start=18, goal=9))
    await judged(deps, improvement, **effect)
    assert text in said(await (await visit()).get(f"/improvements/{improvement}"))


async def test_the_list_has_pages_and_the_latest_is_first(visit: Visit, deps: Dependencies, clock: Clock) -> None:
    ids = []
    for number in range(PAGE + 2):
        clock.pass_by(minutes=1)
        ids.append(await proposed(deps, title=f"Nomor {number}."))
    anybody = await visit()
    first = await anybody.get("/improvements")
    assert said(first).index(f"Nomor {PAGE + 1}.") < said(first).index(f"Nomor {PAGE}.")
    assert "Nomor 1." not in said(first)
    (address,) = [each.split('"')[0] for each in first.text.split('href="') if each.startswith("/improvements?before=")]
    second = await anybody.get(address)
    assert all(f"Nomor {number}." in said(second) for number in (0, 1))
    assert "Nomor 2." not in said(second) and "Back to the newest" in said(second)
    for wrong in ("x", "-1", "9" * 30):
        assert (await anybody.get(f"/improvements?before={wrong}")).status_code == 400


async def test_what_there_is_not_has_a_page_that_says_so(visit: Visit) -> None:
    anybody = await visit()
    assert "No improvement was proposed yet." in said(await anybody.get("/improvements"))
    missing = await anybody.get("/improvements/none")
    assert (missing.status_code, "There is nothing here" in said(missing)) == (404, True)


async def test_a_head_request_has_the_same_headers_and_no_page(visit: Visit, deps: Dependencies) -> None:
    improvement, finding = await proposed(deps), await found(deps)
    head = await visit("head")
    for path in (
        *("/improvements", f"/improvements/{improvement}", "/improvements/findings", "/improvements/propose"),
        f"/improvements/findings/{finding.id}",
    ):
        answer = await head.client.head(path, headers=dict(head.headers))
        assert (answer.status_code, answer.content) == (200, b""), path


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (None, ()),
        ("officer", ("findings",)),
        ("auditor", ("findings",)),
        ("head", ("findings", "propose")),
        ("secretary", ("findings", "propose")),
        ("analyst", ("findings", "propose")),
    ],
)
async def test_people_of_the_city_see_what_is_late_and_what_was_found(
    visit: Visit, deps: Dependencies, clock: Clock, person: str | None, sees: tuple[str, ...]
) -> None:
    improvement = await proposed(deps)
    await late(deps, improvement, clock)
    await found(deps)
    page = await (await visit(person)).get("/improvements")
    offered = {name for name in ("findings", "propose") if f'href="/improvements/{name}"' in page.text}
    assert offered == set(sees)
    assert ("Overdue since" in said(page)) is (person is not None)
    assert ("One finding is open" in said(page)) is (person is not None)
