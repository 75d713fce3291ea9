"""`python -m tests.simulation.improvements.effects --draws 400`: how often intervals hold, and verdicts are wrong.

The method of the service stands beside two that it could have had: the same model with the errors of single weeks
alone, and with those of Newey and West (of statsmodels, with its correction for small samples and Student's quantiles).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from scipy.stats import t as student
from statsmodels.regression.linear_model import WLS

from services.improvements.domain.effect.judge import judge_weeks
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.models import working
from services.improvements.domain.effect.result import Kind, Verdict
from services.improvements.domain.effect.weeks import Week
from tests.simulation.improvements.series import Setting, draw

LEAST_COVERAGE, MOST_WRONG = 0.90, 0.06
PEAK, PEAK_WEEKS = 1.35, 4
EARLIER, LATEST = slice(None, -PEAK_WEEKS), slice(-PEAK_WEEKS, None)
EFFECTS = {Measure.COMPLAINTS: (1.0, 0.6), Measure.LATE_SHARE: (0.0, -0.12), Measure.ANSWER_DAYS: (1.0, 0.7)}
LEVELS, LENGTHS, OTHERS = (3.0, 10.0, 50.0), ((26, 13), (104, 13), (104, 26)), (5.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """Of so many judged series: how many intervals held the truth, how many verdicts said that something changed."""

    judged: int
    covered: float
    changed: float
    estimate: float
    weeks_alone: float
    newey_west: float


def settings() -> Iterator[tuple[str, Setting]]:
    """All that is tried without an effect, and what is particular about it."""
    for measure, (none, _) in EFFECTS.items():
        for level in LEVELS:
            for before, after in LENGTHS:
                for others in OTHERS:
                    yield "", Setting(measure, level, before, after, none, others)
    usual = Setting(Measure.COMPLAINTS, 10.0, 104, 13, 1.0)
    yield "chance alone", replace(usual, spread=0.0, lasting=0.0)
    yield "much from week to week", replace(usual, spread=0.3)
    yield "lasts long", replace(usual, lasting=0.25, memory=0.7)
    yield "lasts very long", replace(usual, lasting=0.25, memory=0.9)
    yield "own season", replace(usual, own_season=0.3)
    yield "own season, one year", replace(usual, own_season=0.3, weeks_before=52)


def rates(setting: Setting, draws: int, seed: int = 1, others: bool = False) -> Rates:
    """The rates of so many series; with `others` also those of the two other methods."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        treated, comparable = draw(setting, random)
        effect = judge_weeks(setting.measure, treated, comparable)
        if effect.estimate is None or effect.low is None or effect.high is None:
            continue
        more = _others(setting, treated, comparable) if others else (0.0, 0.0)
        changed = effect.verdict is not Verdict.NO_EFFECT_SEEN
        found.append((effect.low <= setting.effect <= effect.high, changed, effect.estimate, *more))
    columns = np.array(found, dtype=np.float64).reshape(-1, 5)
    means = [float(value) for value in columns.mean(axis=0)] if found else [float("nan")] * 5
    typical = float(np.median(columns[:, 2])) if found else float("nan")
    return Rates(len(found), means[0], means[1], typical, means[3], means[4])


def improved_after_a_peak(setting: Setting, draws: int, seed: int = 1) -> float:
    """How often an action without effect seems to improve, where it was started because of a peak that was chance.

    Only series count whose last `PEAK_WEEKS` weeks before the action are `PEAK` times as high as those before them,
    each week by its comparables.
    """
    random = np.random.default_rng(seed)
    improved = made = 0
    while made < draws:
        treated, comparable = draw(setting, random)
        own, other = ([week.number for week in weeks[: setting.weeks_before]] for weeks in (treated, comparable or ()))
        now, then = (sum(own[part]) / max(sum(other[part]), 1) for part in (LATEST, EARLIER))
        if now >= PEAK * then:
            made += 1
            improved += judge_weeks(setting.measure, treated, comparable).verdict is Verdict.IMPROVED
    return improved / draws


def _others(setting: Setting, treated: list[Week], comparable: list[Week] | None) -> tuple[bool, bool]:
    """Whether the intervals of the two other methods hold the truth."""
    work = working(setting.measure, treated, comparable)
    truth = np.log(setting.effect) if work.kind is Kind.RATIO else setting.effect
    model = WLS(work.response, work.design, weights=1 / work.variances)
    reach = student.ppf(0.975, len(work.response) - work.design.shape[1])
    lags = int(4 * (len(work.response) / 100) ** (2 / 9))
    fits = (model.fit(), model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}))
    alone, newey_west = (bool(abs(fit.params[-1] - truth) <= reach * fit.bse[-1]) for fit in fits)
    return alone, newey_west


def main(
    draws: Annotated[int, typer.Option(min=10, help="how many series of each kind")] = 400,
    seed: Annotated[int, typer.Option(help="the same seed gives the same series")] = 1,
    only: Annotated[str, typer.Option(help="a measure, 'particular' or 'peak': only these kinds")] = "",
) -> None:
    """Print the rates of every kind of series, with no effect and with one."""
    console = Console(highlight=False, markup=False, width=140)
    console.print(
        "measure      a week  weeks   others judged covers wrong | seen  covers it | weeks alone, Newey-West cover"
    )
    began = monotonic()
    for what, setting in settings():
        if only not in ("", "particular" if what else setting.measure):
            continue
        none = rates(setting, draws, seed, others=True)
        real = rates(replace(setting, effect=EFFECTS[setting.measure][1]), draws, seed + 1)
        console.print(
            f"{setting.measure:12} {setting.level:6g}  {setting.weeks_before:3}+{setting.weeks_after:2}  "
            f"{'yes' if setting.others else 'no':6} {none.judged:6} {none.covered:6.3f} {none.changed:5.3f} | "
            f"{real.changed:5.3f} {real.covered:6.3f}   | {none.weeks_alone:5.3f} {none.newey_west:5.3f}  {what}"
        )
    for before in (26, 104) if only in ("", "peak") else ():
        wrong = improved_after_a_peak(Setting(Measure.COMPLAINTS, 10.0, before, 13, 1.0), draws, seed)
        console.print(f"complaints that peaked by chance before the action, {before}+13: improved in {wrong:.3f}")
    console.print(f"{draws} series of each kind in {monotonic() - began:.0f} s")


if __name__ == "__main__":
    typer.run(main)
