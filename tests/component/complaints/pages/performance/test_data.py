"""Open data: the same numbers everywhere, for anybody to compute again, and nobody to be found in them."""

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.complaints.domain.published import K
from services.complaints.store.editions import PART
from tests.component.complaints.intake_api import IntakeClient
from tests.component.complaints.pages.performance.publication import FILES, get, keep, table_of, varied
from tests.component.complaints.pages.performance.published import answered, publish

EN, ID = {"lang": "en"}, {"lang": "id"}


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


async def test_codes_that_the_city_does_not_have_are_not_published(api: IntakeClient) -> None:
    script, formula = "<script>alert(1)</script>", '=cmd|"x"'
    rows = {key: replace(row, category=script, unit=formula) for key, row in varied(api, 20, months=1).items()}
    await keep(api, rows)
    for text in [(await get(api, name)).text for name in FILES] + [(await api.client.get("/performance")).text]:
        assert "alert(1)" not in text
        assert "cmd|" not in text
    assert {(each["category"], each["unit"]) for each in table_of(await get(api, "rows.csv"))} == {("", "")}


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
