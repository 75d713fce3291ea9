"""What a proposal's form holds: filled in from a finding, or read as it was sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from contracts.values import About, Target
from services.improvements.application.improve import ProposalRequest
from services.improvements.domain.findings import MEASURE_OF, Finding, about_of
from services.improvements.domain.limits import LONGEST
from services.improvements.pages.entered import day_in, number_in
from services.improvements.pages.wording import SHARES, Wording
from web.forms import Form
from web.words import Words

NAMES = (
    "name", "description", "kind", "unit", "category", "area", "about_unit", "word", "measure", "start", "goal",
    "starts_on", "due_on",
)  # fmt: skip
FIELDS: Mapping[str, str] = {
    "title": "name",
    "description": "description",
    "action": "kind",
    "unit": "unit",
    "about": "category",
    "about.category": "category",
    "about.area": "area",
    "about.unit": "about_unit",
    "about.word": "word",
    "target.measure": "measure",
    "target.goal": "goal",
    "due_on": "due_on",
}
"""The fields of the form, by what a refusal calls them."""
_REQUIRED = ("name", "kind", "unit", "measure", "start", "goal", "starts_on", "due_on")
_CHOSEN = ("category", "area", "about_unit", "word", "measure")
_PAST = timedelta(days=366)
"""An action may have begun before it is proposed, but no longer ago."""

Options = list[tuple[str, str]]
"""What can be chosen in a field: code and name."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed, and what is wrong with it by field. `wanted` is there when nothing is."""

    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    wanted: ProposalRequest | None = None


def prefilled(finding: Finding | None, today: date, wording: Wording) -> dict[str, str]:
    """What the form begins with."""
    typed = dict.fromkeys(NAMES, "") | {"starts_on": today.isoformat()}
    if finding is None:
        return typed
    pattern = finding.episode.pattern
    about, measure = about_of(pattern), MEASURE_OF[pattern.kind].value
    over = pattern.window_weeks if pattern.out_of is None else pattern.out_of / 100
    start, goal = (str(round(each / over, 1)) for each in (pattern.observed, pattern.expected))
    decimal = wording.words.decimal
    return typed | {
        "unit": about.unit or "",
        "category": about.category or "",
        "area": about.area or "",
        "about_unit": about.unit or "",
        "word": about.word or "",
        "measure": measure,
        "start": start.replace(".", decimal),
        "goal": goal.replace(".", decimal),
    }


@dataclass(frozen=True, slots=True)
class Asking:
    """What a form is read by: what can be chosen, the finding that it answers, the day, and the words of the form."""

    options: Mapping[str, Options]
    finding: Finding | None
    today: date
    wording: Wording
    words: Words


def entered_in(form: Form, asking: Asking, unknown: str) -> Entered:
    """What was sent; `unknown` is said of a choice that there is not. What rights do not allow is refused later."""
    today, finding = asking.today, asking.finding
    typed = {name: form.text(name) for name in NAMES}
    errors = {**dict(_not_offered(typed, asking, unknown)), **dict(_errors(typed, asking))}
    if errors:
        return Entered(typed, errors)
    starts_on, due_on = (day_in(typed[name]) or today for name in ("starts_on", "due_on"))
    over = 100 if typed["measure"] in SHARES else 1
    start, goal = ((number_in(typed[name]) or 0.0) / over for name in ("start", "goal"))
    wanted = ProposalRequest(
        title=typed["name"],
        description=typed["description"],
        action=typed["kind"],
        unit=typed["unit"],
        about=About(
            category=typed["category"] or None,
            area=typed["area"] or None,
            unit=typed["about_unit"] or None,
            word=typed["word"] or None,
        ),
        target=Target(measure=typed["measure"], start=round(start, 4), goal=round(goal, 4)),
        starts_on=starts_on,
        due_on=due_on,
        findings=(finding.id,) if finding else (),
        complaints=finding.episode.pattern.complaints if finding else (),
        key=form.text("once") or None,
    )
    return Entered(typed, {}, wanted)


def _not_offered(typed: Mapping[str, str], asking: Asking, unknown: str) -> Iterator[tuple[str, str]]:
    for name in _CHOSEN:
        if typed[name] and typed[name] not in dict(asking.options[name]):
            yield name, unknown


def _errors(typed: Mapping[str, str], asking: Asking) -> Iterator[tuple[str, str]]:
    """What is missing, is no number, or no day that can be meant."""
    words, wording, said = asking.words, asking.wording, asking.words.errors
    first, last = asking.today - _PAST, asking.today + LONGEST
    for name in _REQUIRED:
        if not typed[name]:
            yield name, said.missing.format(label=words[name])
    for name in ("start", "goal"):
        number = number_in(typed[name])
        if typed[name] and number is None:
            yield name, said.number.format(label=words[name])
        elif typed["measure"] in SHARES and (number or 0) > 100:
            yield name, said.percent.format(label=words[name])
    for name in ("starts_on", "due_on"):
        day = day_in(typed[name])
        if typed[name] and (day is None or not first <= day <= last):
            yield name, said.date.format(label=words[name], first=wording.day(first), last=wording.day(last))
