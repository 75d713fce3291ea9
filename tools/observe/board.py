"""The board: the first screen of the shift as one page that needs nothing else, for a wall or a phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tools.dashboards.panels import Dashboard, Kind, Panel
from tools.observe.pictures import bars, colour, lines
from tools.observe.questions import Answer
from tools.observe.words import Standing, shown, standing

REFRESH_S = 15
_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_STYLE = Markup((_HERE / "board.css").read_text(encoding="utf-8"))
_MEANINGS = {
    Standing.WELL: "All is well",
    Standing.WATCH: "Keep an eye on it",
    Standing.ACT: "Act now",
    Standing.UNKNOWN: "Not known",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One panel as it is shown. `rows` are name, value and colour of each series: who sees no picture reads them."""

    panel: Panel
    standing: Standing
    rows: tuple[tuple[str, str, str], ...]
    picture: Markup | None
    remark: str | None

    @property
    def is_number(self) -> bool:
        return self.panel.kind is Kind.NUMBER

    @property
    def has_legend(self) -> bool:
        """Bars have their names and values in the picture."""
        return self.panel.kind is Kind.LINES

    @property
    def meaning(self) -> str | None:
        """In words; a value without limits means nothing by itself."""
        has_limits = self.panel.warn is not None or self.panel.bad is not None
        return _MEANINGS[self.standing] if has_limits else None


def page(dashboard: Dashboard, answers: Sequence[Answer], now: datetime) -> str:
    """The whole page. `answers` are those of the dashboard's panels, in their order."""
    cards = iter([_card(each) for each in answers])
    rows = [(row, [next(cards) for _ in row.panels]) for row in dashboard.rows]
    worst = _worst(card for _, row in rows for card in row if card.is_number)
    return _TEMPLATES.get_template("board.html.jinja").render(
        dashboard=dashboard, rows=rows, meaning=_MEANINGS[worst], now=now, style=_STYLE, refresh_s=REFRESH_S
    )


def _worst(cards: Iterable[Card]) -> Standing:
    found = {card.standing for card in cards}
    order = (Standing.ACT, Standing.UNKNOWN, Standing.WATCH)
    return next((each for each in order if each in found), Standing.WELL)


def _card(answer: Answer) -> Card:
    panel, series = answer.panel, answer.series
    rows = tuple((each.name, shown(each.last, panel.unit), colour(n)) for n, each in enumerate(series))
    return Card(panel, _standing(answer), rows, _picture(answer) if series else None, _remark(answer))


def _standing(answer: Answer) -> Standing:
    if answer.fault is not None:
        return Standing.UNKNOWN
    if not answer.series:
        return Standing.WELL if answer.panel.empty_because is not None else Standing.UNKNOWN
    return standing(answer.series[0].last, answer.panel)


def _remark(answer: Answer) -> str | None:
    """What stands in the place of a value."""
    if answer.fault is not None:
        return f"Not known: {answer.fault}"
    return None if answer.series else f"{answer.panel.empty_because or 'no data'}.".capitalize()


def _picture(answer: Answer) -> Markup | None:
    panel, series = answer.panel, answer.series
    match panel.kind:
        case Kind.LINES:
            return Markup(lines(series, panel.unit, panel.bad))
        case Kind.BARS:
            return Markup(bars(series, panel.unit))
    return None
