"""The page shows the same numbers to everybody in their language, and nothing that somebody wrote."""

import re
from dataclasses import replace

import pytest

from city.entry import Names
from city.files.categories import Category
from services.complaints.city import City
from services.complaints.domain.published import K
from tests.component.complaints.intake_api import PU, IntakeClient, opened
from tests.component.complaints.pages.performance.publication import get, keep, table_of, varied
from tests.component.complaints.pages.performance.published import filed_at, publish
from tests.component.complaints.reused import PreparedStack

EN, ID = {"lang": "en"}, {"lang": "id"}
DASH = "\N{EN DASH}"


async def cookie(api: IntakeClient) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in (await api.sign_in(PU)).items())}


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


@pytest.mark.parametrize(("asked", "words"), [(EN, "What is promised"), (ID, "Apa yang dijanjikan")])
async def test_anybody_reads_it_in_their_language(api: IntakeClient, asked: dict[str, str], words: str) -> None:
    await keep(api, varied(api, 60))
    page = await api.client.get("/performance", params=asked)
    assert words in page.text
    assert page.headers["Content-Language"] == asked["lang"]
    assert "X-Robots-Tag" not in page.headers
    assert 'href="/improvements/units"' in page.text
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


async def test_names_are_shown_as_text_and_are_no_formulas(prepared_stack: PreparedStack) -> None:
    """A city may call something as it likes."""
    bad = Names({"id": "=HYPERLINK()<b>", "en": "=HYPERLINK()<b>"})

    def renamed(city: City) -> City:
        changed = {code: each.model_copy(update={"name": bad}) for code, each in city.categories.items()}
        return replace(city, categories=changed)

    async with opened(prepared_stack, change_city=renamed) as api:
        await keep(api, varied(api, 40))
        page = await api.client.get("/performance", params=EN)
        assert "=HYPERLINK()&lt;b&gt;" in page.text
        assert "=HYPERLINK()<b>" not in page.text
        names = {each["name_en"] for each in table_of(await get(api, "numbers.csv")) if each["table"] == "category"}
        assert names <= {"'=HYPERLINK()<b>", "Others, put together"}


async def test_a_city_of_hundreds_of_categories_shows_ten_and_has_the_others_at_hand(
    prepared_stack: PreparedStack,
) -> None:
    def grown(city: City) -> City:
        more = {
            f"hal-{n}": Category(code=f"hal-{n}", name=Names({"id": f"Hal {n}", "en": f"Thing {n}"}))
            for n in range(300)
        }
        return replace(city, categories={**city.categories, **more})

    async with opened(prepared_stack, change_city=grown) as api:
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
