"""The page with the findings. Texts of complaints are on it only where they were asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.improvements.domain.patterns import Episode, Pattern
from services.improvements.pictures import chart
from tools.findings.export import Export

CSS = Path(chart.__file__).with_name("chart.css")


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as the page has it."""

    title: str
    numbers: Sequence[tuple[str, str]]
    picture: Markup
    texts: Sequence[str]


def page(export: Export, days: Sequence[date], found: Sequence[Episode], top: int, with_texts: bool) -> str:
    """The whole page: the `top` episodes with the least p, whatever run they are of."""
    texts = {each.fact.complaint: f"{each.fact.filed_on} {each.text}" for each in export.complaints}
    clearest = sorted(found, key=lambda each: (each.pattern.p, each.key, each.number))[:top]
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    ).get_template("page.html.jinja")
    return template.render(
        css=Markup(CSS.read_text(encoding="utf-8")),
        read=len(export.complaints),
        unreadable=len(export.unreadable),
        runs=len(days),
        first=days[0] if days else "-",
        last=days[-1] if days else "-",
        number=len(found),
        findings=[_shown(each, export.places, texts if with_texts else {}) for each in clearest],
    )


def title(pattern: Pattern, places: Mapping[str, str]) -> str:
    """What was found, in one line."""
    cell = pattern.cell
    area = places.get(cell.area, cell.area) if cell.area else None
    return f"{pattern.kind}: " + (
        " · ".join(each for each in (cell.category, cell.unit, area, cell.word) if each) or "city"
    )


def _shown(episode: Episode, places: Mapping[str, str], texts: Mapping[str, str]) -> Shown:
    pattern = episode.pattern
    numbers = [
        ("compared with", str(pattern.baseline)),
        ("observed", f"{pattern.observed}" + (f" of {pattern.out_of}" if pattern.out_of else "")),
        ("expected", f"{pattern.expected:.1f}"),
        ("ratio", f"{pattern.ratio:.2f} ({pattern.ratio_low:.2f} to {pattern.ratio_high:.2f})"),
        ("p, q", f"{pattern.p:.1e}, {pattern.q:.1e}"),
        ("window", f"{pattern.window_weeks} weeks"),
        ("since about", pattern.since.isoformat()),
        ("found", f"{episode.found_on} to {episode.confirmed_on}, episode {episode.number}"),
        ("season known", "yes" if pattern.is_season_known else "no, the records are too short"),
    ]
    points = [chart.Point(each.day, each.observed, each.expected, each.low, each.high) for each in pattern.weeks]
    name = title(pattern, places)
    drawn = chart.Chart(
        name, dict(numbers)["observed"] + " observed, " + dict(numbers)["expected"] + " expected", points,
        (chart.Mark(pattern.since, "since"),), "per week",
    )  # fmt: skip
    shown = [texts[each] for each in pattern.complaints if each in texts]
    return Shown(name, numbers, Markup(chart.svg(drawn)), sorted(shown))
