"""Dashboards as Grafana reads them."""

from collections.abc import Iterator, Mapping
from typing import Any

from grafana_foundation_sdk.builders import barchart, common, dashboard, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as models

from tools.dashboards.panels import Dashboard, Kind, Panel
from tools.dashboards.variables import CHOICES, EVERYTHING, RUNBOOKS, SOURCE, TRIAGE, Choice

REFRESH, SINCE = "30s", "now-6h"
HEIGHTS = {Kind.NUMBER: 4}
HEIGHT = 8
GREEN, YELLOW, RED = "green", "yellow", "red"
_PROMETHEUS = models.DataSourceRef(type_val="prometheus", uid=f"${{{SOURCE}}}")
_BUILDERS: Mapping[Kind, Any] = {
    Kind.NUMBER: stat.Panel,
    Kind.LINES: timeseries.Panel,
    Kind.BARS: barchart.Panel,
    Kind.TABLE: table.Panel,
}


def as_json(page: Dashboard) -> str:
    """The file that Grafana provisions."""
    return JSONEncoder(sort_keys=True, indent=2).encode(_built(page).build()) + "\n"


def _built(page: Dashboard) -> dashboard.Dashboard:
    built = (
        dashboard.Dashboard(page.title)
        .uid(page.uid)
        .description(page.description)
        .tags(["tanggap"])
        .readonly()
        .refresh(REFRESH)
        .time(SINCE, "now")
        .timezone("browser")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .link(dashboard.DashboardLink("Tanggap").type(models.DashboardLinkType.DASHBOARDS).tags(["tanggap"]))
    )
    for variable in _variables():
        built.with_variable(variable)
    for annotation in _annotations():
        built.annotation(annotation)
    for row in page.rows:
        built.with_row(dashboard.Row(row.title))
        for panel in row.panels:
            built.with_panel(_panel(panel))
    return built


def _panel(panel: Panel) -> Any:
    built = (
        _BUILDERS[panel.kind]()
        .title(panel.title)
        .description(panel.description)
        .datasource(_PROMETHEUS)
        .unit(panel.unit.value)
        .height(HEIGHTS.get(panel.kind, HEIGHT))
        .span(panel.width)
        .thresholds(_thresholds(panel))
        .links([dashboard.DashboardLink("Runbook").url(f"${{{RUNBOOKS[0]}}}/{panel.runbook}.md").target_blank(True)])
    )
    for number, query in enumerate(panel.queries):
        target = prometheus.Dataquery().expr(query.expr).legend_format(query.legend).ref_id(chr(ord("A") + number))
        built.with_target(target.range() if panel.kind is Kind.LINES else target.instant())
    if panel.kind is Kind.NUMBER:
        built.graph_mode(looks.BigValueGraphMode.NONE).color_mode(looks.BigValueColorMode.BACKGROUND)
        built.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    return built.no_value(panel.empty_because or "no data")


def _thresholds(panel: Panel) -> dashboard.ThresholdsConfig:
    """From `warn` on yellow and from `bad` on red; the other way round where low values are bad."""
    steps = [(None, GREEN), (panel.warn, YELLOW), (panel.bad, RED)]
    if panel.low_is_bad:
        steps = [(None, RED), (panel.bad, YELLOW), (panel.warn, GREEN)]
    known = [each for number, each in enumerate(steps) if number == 0 or each[0] is not None]
    made = [models.Threshold(value=value, color=color) for value, color in known]
    return dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(made)


def _variables() -> Iterator[Any]:
    yield dashboard.DatasourceVariable(SOURCE).label("Prometheus").type("prometheus")
    for choice in CHOICES:
        yield _choice(choice)
    for name, label, value in (TRIAGE, RUNBOOKS):
        yield dashboard.TextBoxVariable(name).label(label).default_value(value)


def _choice(choice: Choice) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable(choice.name)
        .label(choice.label)
        .datasource(_PROMETHEUS)
        .query(choice.query)
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .multi(True)
        .include_all(True)
        .all_value(EVERYTHING)
    )


def _annotations() -> Iterator[dashboard.AnnotationQuery]:
    """When something fired, and when another version came."""
    for name, color, expr in (
        ("Alerts", "red", 'ALERTS{alertstate="firing",alertname!="Watchdog"}'),
        ("Versions", "blue", "changes(count by (version) (tanggap_build_info)[5m:1m]) > 0"),
    ):
        yield dashboard.AnnotationQuery().name(name).datasource(_PROMETHEUS).enable(True).icon_color(color).expr(expr)
