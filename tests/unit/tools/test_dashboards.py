"""Dashboards as data, and the files that follow from them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.local.environment import REPOSITORY
from tools.dashboards.__main__ import FOLDER, files
from tools.dashboards.grafana import as_json
from tools.dashboards.pages import DASHBOARDS
from tools.dashboards.panels import Dashboard, Panel, Query, Row, Unit, number
from tools.dashboards.variables import chosen

RUNBOOKS = REPOSITORY / "docs" / "operate" / "runbooks"
PANELS = [pytest.param(panel, id=f"{page.uid}: {panel.title}") for page in DASHBOARDS for panel in page.panels()]
each_panel = pytest.mark.parametrize("panel", PANELS)
each_page = pytest.mark.parametrize("page", DASHBOARDS, ids=[each.uid for each in DASHBOARDS])


def test_the_files_are_in_step_with_the_pages() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()} == files(), (
        "run `make dashboards`"
    )


@each_panel
def test_a_panel_says_what_it_shows_and_what_to_do(panel: Panel) -> None:
    assert panel.description.endswith(".")
    assert (RUNBOOKS / f"{panel.runbook}.md").is_file()


@each_panel
def test_a_panel_asks_for_known_variables_only(panel: Panel) -> None:
    for query in panel.queries:
        assert "$" not in chosen(query.expr), query.expr


@each_page
def test_all_panels_are_in_the_file_with_unit_description_and_runbook(page: Dashboard) -> None:
    kept = {each["title"]: each for each in _panels(json.loads(as_json(page)))}
    assert len(page.panels()) == len(kept), "two panels of one page have the same title"
    for panel in page.panels():
        written = kept[panel.title]
        assert written["description"] == panel.description
        assert written["fieldConfig"]["defaults"]["unit"] == panel.unit.value
        assert [each["expr"] for each in written["targets"]] == [query.expr for query in panel.queries]
        assert written["links"][0]["url"] == f"${{runbooks}}/{panel.runbook}.md"


@each_page
def test_the_variables_of_an_expression_are_those_of_the_page(page: Dashboard) -> None:
    known = {each["name"] for each in json.loads(as_json(page))["templating"]["list"]}
    used = {name for panel in page.panels() for each in panel.queries for name in re.findall(r"\$(\w+)", each.expr)}
    assert used - {"__rate_interval"} <= known


def test_limits_turn_round_where_low_values_are_bad() -> None:
    panel = number("Kept", "A share.", Unit.SHARE, "x", "Watchdog", warn=0.99, bad=0.9, low_is_bad=True)
    page = Dashboard("u", "t", "d", (Row("r", (panel,)),))
    [written] = _panels(json.loads(as_json(page)))
    steps = written["fieldConfig"]["defaults"]["thresholds"]["steps"]
    assert [(each["value"], each["color"]) for each in steps] == [(None, "red"), (0.9, "yellow"), (0.99, "green")]


def test_an_expression_without_a_choice_is_about_everything() -> None:
    expr = Query('sum(rate(x{namespace=~"$namespace",unit="$triage"}[$__rate_interval]))').expr
    assert chosen(expr, triage="meja") == 'sum(rate(x{namespace=~".*",unit="meja"}[1m]))'


def _panels(page: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in page["panels"]:
        if each["type"] == "row":
            yield from each.get("panels", ())
        else:
            yield each
