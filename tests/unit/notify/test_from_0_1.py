"""Deliveries of version 0.1 become deliveries of today: what was planned is written alike, what waited is published."""

import copy
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from chassis.outbox.documents import pending_of
from contracts.codec import decode
from contracts.topics import NOTIFICATIONS
from services.notify.domain.delivery import Delivery
from services.notify.messages import Messages
from services.notify.store.documents import delivery_from, new_document
from services.notify.store.from_0_1 import migrated
from tests.stored import stored
from tests.unit.notify.examples import NOW, assigned, known, load_city, plan

LIVES = stored("0.1", "deliveries")
each_life = pytest.mark.parametrize("life", LIVES)
WITH_DEFAULTS = {"lane_seq", "waits_for"} | {field.name for field in fields(Delivery) if field.default is not MISSING}
"""What deliveries have had since then; where it is missing the default counts."""
OPEN = [life for life, old in LIVES.items() if old["state"] == "pending"]


def _old(life: str) -> dict[str, Any]:
    return copy.deepcopy(LIVES[life])


@each_life
def test_nothing_that_was_kept_is_lost_or_changed(life: str) -> None:
    old, new = _old(life), migrated(_old(life))
    untouched = old.keys() - {"facts", "announcements", "unannounced"}
    assert {name: new[name] for name in untouched} == {name: old[name] for name in untouched}
    assert [each["body"] for each in new["events"]] == [each["body"] for each in old["announcements"]]


@each_life
def test_it_has_the_fields_of_todays_documents_and_no_others(life: str, tmp_path: Path) -> None:
    planned = plan(assigned(), load_city(tmp_path))
    today, new = new_document(planned.deliveries[0], planned).keys(), migrated(_old(life)).keys()
    assert today - {"next_attempt_at"} - WITH_DEFAULTS <= new <= today | {"claim", "pending_since", "next_attempt_at"}


@each_life
def test_what_was_not_published_is_pending_in_its_order(life: str) -> None:
    old, new = _old(life), migrated(_old(life))
    assert ("pending_since" in new) == bool(old["announcements"])
    if old["announcements"]:
        pending = pending_of(new, NOTIFICATIONS, "complaint_id")
        assert list(pending.bodies) == [each["body"] for each in old["announcements"]]
        assert (pending.subject, pending.seq) == (old["complaint_id"], len(old["announcements"]))
        assert pending.since == min(decode(body).occurred_at for body in pending.bodies)


@pytest.mark.parametrize("life", OPEN)
def test_what_is_still_to_be_sent_reads_as_if_it_were_planned_today(life: str, tmp_path: Path) -> None:
    city = load_city(tmp_path)
    text = Messages(city).write(delivery_from(migrated(_old(life))), known(), NOW)
    assert text.subject and "None" not in text.plain


def test_the_times_of_an_assignment_become_those_of_its_clocks() -> None:
    assert migrated(_old("planned"))["variables"]["clocks"] == [
        {"name": "acknowledge_by", "within": "P3D"},
        {"name": "respond_by", "within": "PT7H30M"},
        {"name": "resolve_by", "within": "P14D"},
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"announcements": [{"id": "e", "body": b"[]"}]}, "JSON object"), ({"announcements": [{"id": "e"}]}, "body")],
)
def test_an_event_that_cannot_be_read_is_an_error(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises((LookupError, TypeError, ValueError), match=reason):
        migrated(_old("planned") | changes)


@pytest.mark.parametrize("field", ["facts", "announcements", "recipient", "next_attempt_at", "complaint_id"])
def test_a_field_that_is_missing_is_an_error(field: str) -> None:
    old = _old("planned")
    del old[field]
    with pytest.raises(LookupError, match=field):
        migrated(old)
