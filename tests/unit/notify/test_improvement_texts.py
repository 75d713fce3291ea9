"""What messages about findings and improvement actions say, and where they lead."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.events import Event
from contracts.improvement_events import ImprovementAgreed, ImprovementDeclined
from contracts.values import About, Interval
from services.notify.domain.city import City
from services.notify.domain.digests import made
from services.notify.domain.finding import Finding
from services.notify.domain.improvement import Improvement
from services.notify.domain.plan import at_once, plan
from services.notify.domain.subjects import Subject
from services.notify.links import Links
from services.notify.messages import Messages, Row, Text
from tests.unit.notify.examples import NOW
from tests.unit.notify.improvements import (
    ACTION,
    assigned,
    clocks_set,
    escalated,
    judged,
    known,
    opened,
    proposed,
    step,
)
from tests.unit.notify.writing import digest, late_row

PLAIN = Links("https://tanggap.example/", (), lambda: NOW)
BEGUN = known(proposed(), assigned(), clocks_set())


def row(event: Event, city: City, subject: Subject = BEGUN, language: str = "en") -> Row:
    return Row(replace(at_once(plan(event, subject, city, NOW).deliveries[0], NOW), language=language), subject)


def write(event: Event, city: City, subject: Subject = BEGUN, language: str = "en") -> Text:
    written = row(event, city, subject, language)
    return Messages(city, PLAIN.link).write(written.delivery, written.subject, NOW)


def test_a_proposal_says_what_for_whom_with_which_effect_and_until_when_it_is_to_be_decided(city: City) -> None:
    text = write(assigned(), city)
    assert text.subject == "Please decide by 5 March 2026: Repair \N{EN DASH} Potholes, Northern District"
    for said in (
        "Triage Desk proposes an improvement that Roads Agency is to carry out.",
        "- For complaints: Potholes, Northern District",
        "- Expected effect: share of complaints answered late from 45% to 20%",
        "- To be done from 9 March 2026 until 30 March 2026",
        "Please agree to it or decline it by Thursday, 5 March 2026, 10:15 WIB.",
        f"https://tanggap.example/improvements/{ACTION}\n",
    ):
        assert said in text.plain


def test_nothing_is_asked_in_time_that_is_over(city: City) -> None:
    text = write(step(ImprovementDeclined, 2), city, known(proposed(), assigned(), step(ImprovementDeclined, 2)))
    assert "Next deadlines" not in text.plain


def test_an_event_without_its_proposal_can_be_told_all_the_same(city: City) -> None:
    for language in ("en", "id"):
        text = write(escalated(), city, Improvement(ACTION), language)
        assert "None" not in text.subject + text.plain


@pytest.mark.parametrize(
    ("verdict", "change", "said"),
    [
        ("improved", Interval(estimate=0.5, low=0.31, high=0.8), "it is about 50% less; with 95% certainty 20% to 69%"),
        ("worsened", Interval(estimate=1.4, low=1.1, high=1.8), "it is about 40% more; with 95% certainty 10% to 80%"),
        ("no_effect_seen", Interval(estimate=0.9, low=0.7, high=1.2), "with 95% certainty 30% less to 20% more."),
    ],
)
def test_an_effect_is_told_with_its_interval(verdict: str, change: Interval, said: str, city: City) -> None:
    text = write(judged(verdict, before=0.45, after=0.2, expected=0.4, change=change), city)
    assert "share of complaints answered late, 45% before, 20% after" in text.plain
    assert "Without it, about 40% would have been expected." in text.plain
    assert said in text.plain


def test_no_effect_and_too_few_are_answers(city: City) -> None:
    seen = write(judged("no_effect_seen", before=0.4, after=0.4), city)
    assert seen.subject.startswith("No effect seen after 3 months: ")
    assert "That does not prove that there was none." in seen.plain
    few = write(judged("too_few"), city)
    assert few.subject.startswith("Too few complaints to judge after 3 months: ")
    assert "%" not in few.plain.partition("The improvement:")[0]


def test_a_verdict_of_a_newer_producer_can_be_told(city: City) -> None:
    assert write(judged("hardly"), city).subject.startswith("Judged after 3 months: ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "31 complaints, where about 12 would be usual, since about 5 January 2026."),
        (
            {"pattern": "late", "observed": 0.45, "expected": 0.2},
            "45% of the complaints were answered late, where 20% would be usual (31 complaints)",
        ),
        ({"pattern": "odd_share", "observed": 0.5, "expected": 0.25}, "odd share: 50%, where 25% would be usual"),
    ],
)
def test_a_finding_says_what_was_seen_and_what_is_usual(more: dict[str, Any], said: str, city: City) -> None:
    found = opened(**more)
    text = write(found, city, Finding(found.subject))
    assert text.subject == "Unusual pattern: Potholes, Northern District"
    assert said in text.plain
    assert f"https://tanggap.example/improvements/findings/{found.subject}\n" in text.plain


@pytest.mark.parametrize(
    ("about", "name"),
    [
        (About(), "All complaints"),
        (About(word="lubang-jalan"), "“lubang jalan”"),
        (About(unit="roads"), "Roads Agency"),
    ],
)
def test_a_finding_is_called_after_what_its_complaints_have_in_common(about: About, name: str, city: City) -> None:
    found = opened(about=about)
    assert write(found, city, Finding(found.subject)).subject == f"Unusual pattern: {name}"


def test_without_a_public_address_there_is_no_link(city: City) -> None:
    written = row(assigned(), city)
    nowhere = Links(None, (), lambda: NOW)
    assert "http" not in Messages(city, nowhere.link).write(written.delivery, written.subject, NOW).plain


def test_a_digest_has_complaints_first_and_says_at_once_what_is_asked(city: City) -> None:
    found = [opened(number, complaints=number + 1) for number in range(3)]
    rows = [
        *(row(each, city, Finding(each.subject)) for each in found),
        row(assigned(), city),
        late_row(1),
        row(escalated(2), city, known(proposed(id="p"), step(ImprovementAgreed, 2), assigned("agreed", 2))),
    ]
    own = made(digest(), [each.delivery for each in rows], city)
    text = Messages(city, PLAIN.link).write_digest(own, [*rows], NOW)
    assert text.subject.startswith("1 complaint overdue, 1 improvement late, 3 unusual patterns")
    assert text.plain.startswith("1 complaint overdue\n1 improvement late\n3 unusual patterns\n")
    assert "Please see to it that the late improvement is carried out now." in text.plain
    assert "Please look at the 3 unusual patterns" in text.plain
    titles = [line for line in text.plain.splitlines() if line.startswith("==")]
    assert titles == ["== Roads Agency: 1 overdue, up to 1 hour ==", "== Improvements ==", "== Unusual patterns =="]
    assert text.html.count('href="https://tanggap.example/improvements/findings/') == 3


def test_a_proposal_in_a_digest_is_to_be_decided(city: City) -> None:
    rows = [row(assigned(), city)]
    own = made(digest(), [each.delivery for each in rows], city)
    text = Messages(city, PLAIN.link).write_digest(own, rows, NOW)
    assert text.subject.startswith("1 improvement to decide on")
    assert "Please decide on the proposed improvement: agree or decline." in text.plain
    assert "Show the list of improvements (with sign-in):\nhttps://tanggap.example/improvements\n" in text.plain


def test_of_very_many_findings_a_digest_shows_those_of_most_complaints(city: City) -> None:
    found = [opened(number, complaints=number + 1, observed=number + 1.0) for number in range(40)]
    rows = [row(each, city, Finding(each.subject)) for each in found]
    text = Messages(city).write_digest(made(digest(), [each.delivery for each in rows], city), rows, NOW)
    assert "10 more are not shown here" in text.plain
    assert text.plain.index("40 complaints,") < text.plain.index("39 complaints,")
    assert "\n  10 complaints," not in text.plain


def test_one_link_of_a_digest_with_complaints_is_for_these(city: City) -> None:
    assert (
        Links("https://tanggap.example", (), lambda: NOW).link(digest(acts_for="roads", complaints=1, others=1)) is None
    )


def test_a_link_leads_to_a_page_whatever_the_id(city: City) -> None:
    written = replace(row(assigned(), city).delivery, subject_id="a/b?c", occurred_at=NOW + timedelta(days=1))
    assert PLAIN.link(written) == "https://tanggap.example/improvements/a%2Fb%3Fc"
