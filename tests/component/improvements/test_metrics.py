"""What operators see of improvements: what happened is counted once, and what stands is shown by one process."""

from typing import cast

from prometheus_client import REGISTRY

from chassis.outbox import Lease
from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.enter import enter
from services.improvements.application.search import dismiss, search
from services.improvements.domain.survey_answers import Form
from services.improvements.searching import Searching
from tests.component.improvements.conftest import BEGINNING, Clock
from tests.component.improvements.figures import scores, surveyed
from tests.component.improvements.lives import UNIT, filed, hear
from tests.component.improvements.pages.known import done, found, late, proposed
from tests.component.improvements.test_searching import DAY, Held
from tests.unit.improvements.actions import BUREAU


class Growth:
    """By how much counters have grown since this was made; each has to exist before anything happens."""

    def __init__(self, name: str, label: str, *values: str) -> None:
        self._name, self._label = name, label
        self._before = {value: self._now(value) for value in values}

    def seen(self) -> dict[str, float]:
        return {value: self._now(value) - before for value, before in self._before.items()}

    def _now(self, value: str) -> float:
        found = REGISTRY.get_sample_value(self._name, {self._label: value})
        assert found is not None, f"{self._name} has no series of {value} yet"
        return found


def shown(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def searching(deps: Dependencies, token: int | None = 1) -> Searching:
    loop = Searching(deps, cast(Lease, Held(token)), DAY)
    metrics.numbers.counts = loop.counts
    return loop


async def test_forms_count_by_what_became_of_them_and_only_new_ones_as_answers(deps: Dependencies) -> None:
    forms = Growth("tanggap_survey_forms_total", "outcome", "kept", "known", "refused")
    answers = Growth("tanggap_survey_answers_total", "via", "paper", "page")
    good = [Form(UNIT, str(number), "2026-02-27", scores(3)) for number in range(3)]
    await enter([*good, Form("nobody", "9", "2026-02-27", scores(3))], BUREAU, deps)
    await enter(good[:2], BUREAU, deps)
    assert forms.seen() == {"kept": 3, "known": 2, "refused": 1}
    assert answers.seen() == {"paper": 3, "page": 0}


async def test_an_answer_that_is_read_again_counts_once(deps: Dependencies) -> None:
    answers = Growth("tanggap_survey_answers_total", "via", "page", "paper")
    for _ in range(2):
        await hear(deps, [filed("c-1", BEGINNING), surveyed("c-1", BEGINNING + DAY)])
    assert answers.seen() == {"page": 1, "paper": 0}


async def test_editions_count_by_kind_and_the_latest_of_each_is_shown(deps: Dependencies, clock: Clock) -> None:
    made = Growth("tanggap_editions_made_total", "kind", "quarter", "year")
    loop = searching(deps)
    while await loop.step():
        clock.pass_by(minutes=1)
    assert made.seen() == {"quarter": 5, "year": 2}
    editions = await deps.editions.made()
    for kind, is_year in (("quarter", False), ("year", True)):
        latest = max(each.made_at for name, each in editions.items() if ("-" not in name) is is_year)
        assert shown("tanggap_edition_last_made_timestamp_seconds", kind=kind) == latest.timestamp()
        assert shown("tanggap_edition_seconds", kind=kind) is not None


async def test_findings_count_when_they_are_closed_or_laid_aside(deps: Dependencies, clock: Clock) -> None:
    changed = Growth("tanggap_findings_changed_total", "change", "opened", "closed", "dismissed")
    gone, aside = await found(deps), await found(deps, 1)
    await dismiss(aside.id, "known_event", BUREAU, deps)
    clock.pass_by(weeks=40)
    await search(deps)
    assert changed.seen() == {"opened": 0, "closed": 1, "dismissed": 1}
    assert (await deps.findings.get(gone.id)) is not None


async def test_what_is_open_and_overdue_is_shown_as_it_is_now(deps: Dependencies, clock: Clock) -> None:
    await found(deps)
    await late(deps, await proposed(deps), clock)
    await proposed(deps, title="Lain")
    await done(deps, clock, title="Selesai")
    loop = searching(deps)
    await loop.step()
    assert shown("tanggap_improvements_open", state="proposed") == 2
    assert shown("tanggap_improvements_open", state="in_progress") == 0, "what is done is open no more"
    assert shown("tanggap_improvements_overdue") == 1
    assert shown("tanggap_findings_open") == 1


async def test_a_judgement_counts_by_its_verdict(deps: Dependencies, clock: Clock) -> None:
    judged = Growth("tanggap_effects_judged_total", "verdict", "too_few", "improved")
    await done(deps, clock)
    clock.pass_by(weeks=14)
    await searching(deps).step()
    assert judged.seen() == {"too_few": 1, "improved": 0}


async def test_a_process_without_the_lease_shows_none_of_what_another_one_shows(deps: Dependencies) -> None:
    await searching(deps, token=None).step()
    assert shown("tanggap_improvements_overdue") is None
    assert shown("tanggap_findings_open") is None
