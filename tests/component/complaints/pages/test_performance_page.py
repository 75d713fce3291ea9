"""The page and its data: the same numbers everywhere, for anybody to compute again, and nobody to be found in them."""

import csv
import io
import re
import statistics
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.errors import StoreUnavailable
from city.entry import Names
from city.files.categories import Category
from deploy.local.environment import Stack
from deploy.local.store import Store
from services.complaints.application.dependencies import system_clock
from services.complaints.city import City
from services.complaints.domain.published import K, Outcome, Row, Stands
from services.complaints.pages.performance.newest import REMEMBERED
from services.complaints.projection.publisher import EVERY, EVERY_WHILE_EMPTY
from services.complaints.publishing import month_of
from services.complaints.store.editions import PART
from services.complaints.store.published import RowStore
from tests.component.complaints.intake_api import PU, IntakeClient, opened
from tests.component.complaints.pages.published import answered, filed_at, publish, publisher_of
from tests.component.recorder import recorded
from tests.stacks import fresh

FILES = ("rows.csv", "rows.json", "numbers.csv", "numbers.json", "about.json")
EN, ID = {"lang": "en"}, {"lang": "id"}
DASH = "\N{EN DASH}"


class Moment:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.forward = timedelta(0)

    def __call__(self) -> Any:
        return system_clock() + self.forward


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
async def api(bare_stack: Stack, store: Store, moment: Moment) -> AsyncIterator[IntakeClient]:
    """An API whose time a test can set forward."""
    async with opened(fresh(bare_stack), clock=moment) as api:
        yield api


def varied(api: IntakeClient, number: int, months: int = 3) -> dict[str, Row]:
    """Rows of a city with a few large groups and many small ones, by what could be ids of complaints."""
    rows, now = {}, api.deps.clock()
    categories, units = list(api.city.categories)[:5], list(api.city.units)[:4]
    for n in range(number):
        promises = [("resolve_by", list(Outcome)[n % 3]), ("respond_by", Outcome.KEPT if n % 4 else Outcome.LATE)]
        is_answered = n % 3 != 2
        rows[f"c-{n}"] = Row(
            month=month_of(now - timedelta(days=31 * (n % months)), api.city),
            category=categories[(n * n) % 5],
            unit=units[(n // 5) % 4] if n % 7 else "",
            state=Stands.ANSWERED if is_answered else Stands.OPEN,
            response_days=n % 6 if n % 5 else None,
            answer_days=n % 11 if is_answered else None,
            reopened=is_answered and n % 9 == 0,
            rating=n % 5 + 1 if is_answered and n % 2 else None,
            promises=tuple(promises),
        )
    return rows


async def keep(api: IntakeClient, rows: Mapping[str, Row]) -> None:
    store = RowStore(api.driver)
    store.open()
    await store.keep(rows, "")
    await publisher_of(api).make_edition()


async def cookie(api: IntakeClient) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in (await api.sign_in(PU)).items())}


async def get(api: IntakeClient, name: str) -> httpx.Response:
    answer = await api.client.get(f"/performance/{name}")
    assert answer.status_code == 200, answer.text
    return answer


def table_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def test_everybody_can_compute_each_number_again_from_the_rows_alone(api: IntakeClient) -> None:
    """With nothing but what is published: this is how docs/integrate/performance.md says it."""
    await keep(api, varied(api, 700))
    rows, published = table_of(await get(api, "rows.csv")), (await get(api, "numbers.json")).json()
    assert len(rows) == 700
    assert computed(rows, published["total"]) == published["total"]
    for table in ("category", "unit", "month"):
        assert {each["code"] or "" for each in published[f"by_{table}"]} == {each[table] for each in rows}
        for line in published[f"by_{table}"]:
            figures = {name: value for name, value in line.items() if name not in ("code", "name")}
            assert computed([each for each in rows if each[table] == (line["code"] or "")], figures) == figures
    for line in published["by_promise"]:
        given = [value for each in rows if (value := each[f"promise_{line['code']}"])]
        over = [value for value in given if value != "running"]
        assert (line["count"], line["open"], line["promises"]) == (len(given), len(given) - len(over), len(over))
        assert line["kept_share"] == round(over.count("kept") / len(over), 3)


def computed(rows: list[dict[str, str]], shown: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of some rows; those that are not shown stay None."""
    outcomes = [each[name] for each in rows for name in each if name.startswith("promise_")]
    kept, over = outcomes.count("kept"), outcomes.count("kept") + outcomes.count("late")
    response, answer = ([int(each[name]) for each in rows if each[name]] for name in ("response_days", "answer_days"))
    again = [each for each in rows if each["answer_days"] and each["reopened"] == "yes"]
    stars = [int(each["rating"]) for each in rows if each["rating"]]
    found: dict[str, Any] = {
        "count": len(rows),
        "open": sum(each["state"] == "open" for each in rows),
        "promises": over,
        "kept_share": round(kept / over, 3) if over else None,
        "median_response_days": statistics.median(response) if response else None,
        "median_answer_days": statistics.median(answer) if answer else None,
        "reopened_share": round(len(again) / len(answer), 3) if answer else None,
        "mean_rating": round(statistics.mean(stars), 2) if stars else None,
    }
    return {name: None if shown[name] is None else value for name, value in found.items()}


async def test_rows_are_published_among_enough_of_their_kind_in_an_order_that_says_nothing(api: IntakeClient) -> None:
    await keep(api, varied(api, 163, months=2))
    rows = table_of(await get(api, "rows.csv"))
    groups = Counter((each["month"], each["category"], each["unit"]) for each in rows)
    assert min(groups.values()) >= K
    assert len(rows) == 163
    whole = [tuple(each.values()) for each in rows]
    assert [each[:3] for each in whole] == sorted(each[:3] for each in whole)


async def test_both_files_of_rows_and_of_numbers_say_the_same(api: IntakeClient) -> None:
    """More rows than one part holds."""
    await keep(api, varied(api, PART + 30))
    from_csv, from_json = table_of(await get(api, "rows.csv")), (await get(api, "rows.json")).json()
    assert len(from_json) == PART + 30
    assert [{name: written(value) for name, value in each.items()} for each in from_json] == from_csv
    lines, numbers = table_of(await get(api, "numbers.csv")), (await get(api, "numbers.json")).json()
    total = {name: written(value) for name, value in numbers["total"].items()}
    assert {name: lines[0][name] for name in total} == total
    named = [(table, each) for table in ("category", "unit", "month", "promise") for each in numbers[f"by_{table}"]]
    assert len(lines) == 1 + len(named)
    for line, (table, each) in zip(lines[1:], named, strict=True):
        assert (line["table"], line["code"]) == (table, each.pop("code") or "")
        names = {f"name_{language}": name for language, name in each.pop("name").items()}
        rest = {name: written(value) for name, value in each.items()}
        assert line.items() >= (names | rest).items()


def written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


async def test_the_page_shows_the_same_numbers(api: IntakeClient) -> None:
    await keep(api, varied(api, 700))
    numbers = (await get(api, "numbers.json")).json()
    page = await api.client.get("/performance", params=EN)
    assert page.status_code == 200
    for each in numbers["by_unit"]:
        share = f"{round(each['kept_share'] * 100)}%"
        line = re.search(rf'<th scope="row">{re.escape(each["name"]["en"])}</th>(.*?)</tr>', page.text)
        assert line is not None
        cells = re.findall(r">([^<]*)</td>", line[1])
        assert cells[:3] == [str(each["count"]), DASH if each["open"] is None else str(each["open"]), share]
    assert f'<span class="figure">{numbers["total"]["count"]}</span>' in page.text


async def test_about_explains_every_column_in_every_language(api: IntakeClient) -> None:
    await keep(api, varied(api, 50))
    about, rows = (await get(api, "about.json")).json(), table_of(await get(api, "rows.csv"))
    assert [each["name"] for each in about["columns"]] == list(rows[0])
    assert [each["name"] for each in about["figures"]] == list((await get(api, "numbers.json")).json()["total"])
    for said in (*about["columns"], *about["figures"]):
        assert set(said["means"]) == set(api.city.languages)
        assert all(text and "{" not in text for text in said["means"].values())
    assert (about["rows"], about["fewest"]) == (50, K)
    for path in about["files"]:
        assert (await api.client.get(path)).status_code == 200


@pytest.mark.parametrize(("asked", "words"), [(EN, "What is promised"), (ID, "Apa yang dijanjikan")])
async def test_anybody_reads_it_in_their_language(api: IntakeClient, asked: dict[str, str], words: str) -> None:
    await keep(api, varied(api, 60))
    page = await api.client.get("/performance", params=asked)
    assert words in page.text
    assert page.headers["Content-Language"] == asked["lang"]
    assert "X-Robots-Tag" not in page.headers
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script", page.text)
    assert {"Jalan rusak", "Damaged road"} & set(re.findall(r"<li>([^<]*)</li>", page.text))
    staff = await api.client.get("/performance", params=asked, headers=await cookie(api))
    assert words in staff.text
    posted = await api.client.post("/performance")
    assert posted.status_code == 405


@pytest.mark.parametrize("number", [0, K - 1])
async def test_a_city_with_nothing_yet_says_so_kindly(api: IntakeClient, number: int) -> None:
    """Before the first edition, and after one without rows."""
    before = await api.client.get("/performance", params=EN)
    assert "Nothing to show yet" in before.text
    for _ in range(number):
        await filed_at(api)
    await publish(api)
    page = await api.client.get("/performance", params=EN)
    assert "Nothing to show yet" in page.text
    assert "What is promised" in page.text
    assert table_of(await get(api, "rows.csv")) == []
    assert (await get(api, "rows.json")).json() == []
    assert (await get(api, "numbers.json")).json()["total"]["count"] == 0


async def test_nothing_that_is_published_leads_to_a_complaint(api: IntakeClient) -> None:
    filed = [
        await answered(api, late=n % 2 == 0, text="Rahasia di depan rumah 17", area="99.71.01.1001") for n in range(6)
    ]
    await publish(api)
    everything = "".join([(await get(api, name)).text for name in FILES])
    everything += (await api.client.get("/performance", params=EN)).text
    kept = await api.kept()
    secrets = {"Rahasia", "99.71", "officer-pu", "Sudah kami perbaiki"}
    secrets |= {each["id"] for each in filed} | {each["tracking_code"] for each in filed}
    secrets |= {each["tracking"] for each in kept}
    assert [secret for secret in secrets if secret in everything] == []
    rows = table_of(await get(api, "rows.csv"))
    assert Counter(each["promise_resolve_by"] for each in rows) == {"kept": 3, "late": 3}


async def test_codes_that_the_city_does_not_have_are_not_published(api: IntakeClient) -> None:
    script, formula = "<script>alert(1)</script>", '=cmd|"x"'
    rows = {key: replace(row, category=script, unit=formula) for key, row in varied(api, 20, months=1).items()}
    await keep(api, rows)
    for text in [(await get(api, name)).text for name in FILES] + [(await api.client.get("/performance")).text]:
        assert "alert(1)" not in text
        assert "cmd|" not in text
    assert {(each["category"], each["unit"]) for each in table_of(await get(api, "rows.csv"))} == {("", "")}


async def test_names_are_shown_as_text_and_are_no_formulas(bare_stack: Stack, store: Store) -> None:
    """A city may call something as it likes."""
    bad = Names({"id": "=HYPERLINK()<b>", "en": "=HYPERLINK()<b>"})

    def renamed(city: City) -> City:
        changed = {code: each.model_copy(update={"name": bad}) for code, each in city.categories.items()}
        return replace(city, categories=changed)

    async with opened(fresh(bare_stack), change_city=renamed) as api:
        await keep(api, varied(api, 40))
        page = await api.client.get("/performance", params=EN)
        assert "=HYPERLINK()&lt;b&gt;" in page.text
        assert "=HYPERLINK()<b>" not in page.text
        names = {each["name_en"] for each in table_of(await get(api, "numbers.csv")) if each["table"] == "category"}
        assert names <= {"'=HYPERLINK()<b>", "Others, put together"}


async def test_a_city_of_hundreds_of_categories_shows_ten_and_has_the_others_at_hand(
    bare_stack: Stack, store: Store
) -> None:
    def grown(city: City) -> City:
        more = {
            f"hal-{n}": Category(code=f"hal-{n}", name=Names({"id": f"Hal {n}", "en": f"Thing {n}"}))
            for n in range(300)
        }
        return replace(city, categories=city.categories | more)

    async with opened(fresh(bare_stack), change_city=grown) as api:
        rows = {
            f"c-{n}": replace(row, category=f"hal-{n // 8}", unit="dinas-pu")
            for n, row in enumerate(varied(api, 320, months=1).values())
        }
        await keep(api, rows)
        page = (await api.client.get("/performance", params=EN)).text
        shown = page[page.index('id="by-category"') : page.index('id="by-unit"')]
        assert len(re.findall(r"<li>", shown)) == 10
        assert len(re.findall(r'<th scope="row">', shown)) == 40
        assert "30 more" in shown


async def test_files_may_be_kept_for_a_while_and_are_not_sent_again(api: IntakeClient) -> None:
    await keep(api, varied(api, 40))
    for name in FILES:
        path = f"/performance/{name}"
        first = await api.client.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=600"
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        again = await api.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = await api.client.head(path)
        assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
        assert not first.headers.get("Set-Cookie")
    page = await api.client.get("/performance")
    assert page.headers["Cache-Control"] == "no-store", "it says who is signed in"


async def test_the_tag_of_rows_changes_with_the_rows_only(api: IntakeClient, moment: Moment) -> None:
    await keep(api, varied(api, 40))
    first = (await get(api, "rows.csv")).headers["ETag"]
    await publisher_of(api).make_edition()
    moment.forward += REMEMBERED
    assert (await get(api, "rows.csv")).headers["ETag"] == first
    await keep(api, {"c-1": replace(varied(api, 2)["c-1"], rating=1)})
    moment.forward += REMEMBERED
    assert (await get(api, "rows.csv")).headers["ETag"] != first


async def test_whoever_reads_slowly_gets_the_edition_that_they_began_with(api: IntakeClient) -> None:
    editions = api.deps.store.editions
    await keep(api, varied(api, PART + 10))
    edition = await editions.newest()
    assert edition is not None
    parts = editions.rows(edition)
    first = await anext(parts)
    await keep(api, {key: replace(row, rating=None) for key, row in varied(api, PART + 10).items()})
    rest = [row for part in [each async for each in parts] for row in part]
    assert len(first) + len(rest) == PART + 10
    for _ in range(2):
        await publisher_of(api).make_edition()
    with pytest.raises(StoreUnavailable):
        [each async for each in editions.rows(edition)]


async def test_a_page_costs_the_store_one_look_and_soon_none(api: IntakeClient) -> None:
    await keep(api, varied(api, 200))
    with recorded() as sent:
        for _ in range(5):
            await api.client.get("/performance")
            await api.client.get("/performance/numbers.json")
    assert [(each.name, each.collection, each.body["filter"]) for each in sent] == [
        ("find", "published_editions", {"_id": "newest"})
    ]
    with recorded() as sent:
        await api.client.get("/performance/rows.csv")
    assert [each.body["filter"] for each in sent] == [{"_id": "a.000000"}]


async def test_what_is_remembered_is_shown_while_the_store_is_unavailable(
    api: IntakeClient, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(api, varied(api, 40))
    before = (await get(api, "numbers.json")).json()

    async def unavailable() -> None:
        raise StoreUnavailable("for a test")

    monkeypatch.setattr(api.deps.store.editions, "newest", unavailable)
    moment.forward += REMEMBERED
    assert (await get(api, "numbers.json")).json() == before


async def test_one_process_publishes_now_and_then_and_sooner_while_there_is_nothing(
    api: IntakeClient, moment: Moment
) -> None:
    publisher, editions = publisher_of(api), api.deps.store.editions

    async def made() -> Any:
        while await publisher.step():
            pass
        newest = await editions.newest()
        return newest.made_at if newest else None

    assert await made() is None, "another process may do it"
    await publisher._lease.step()
    first = await made()
    assert first is not None
    assert await made() == first
    for _ in range(K):
        await filed_at(api)
    moment.forward += EVERY_WHILE_EMPTY
    second = await made()
    assert second > first
    moment.forward += EVERY_WHILE_EMPTY
    assert await made() == second
    moment.forward += EVERY
    assert await made() > second
    newest = await editions.newest()
    assert newest is not None
    assert newest.rows == K
