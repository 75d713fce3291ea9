"""Complaints of version 0.1 become complaints of today, whatever had happened to them."""

import copy
from typing import Any

import pytest

from chassis.shares import slot_of
from contracts.codec import UnknownEvent, decode
from contracts.values import ClockStatus
from services.complaints.domain.complaint import State
from services.complaints.store.documents import new_document, projected_of, record_of
from services.complaints.store.from_0_1 import migrated
from services.complaints.store.groups import GROUPS
from services.complaints.store.orders import CHANGED, FILED
from tests.stored import stored

LIVES = stored("0.1", "complaints")
each_life = pytest.mark.parametrize("life", LIVES)
RETIRED = {"matter", "epoch", "wanted_epoch", "facts", "facts_count"}


def _old(life: str) -> dict[str, Any]:
    return copy.deepcopy(LIVES[life])


def test_every_state_is_among_the_lives() -> None:
    assert {each["state"] for each in LIVES.values()} == {
        state.value for state in State if state is not State.DUPLICATE
    }


@each_life
def test_nothing_that_was_kept_is_lost_or_changed(life: str) -> None:
    old, new = _old(life), migrated(_old(life))
    record, complaint, projected = record_of(new), record_of(new).complaint, projected_of(new)
    assert (complaint.id, complaint.state.value, complaint.version) == (old["_id"], old["state"], old["version"])
    assert (complaint.assignment_number, complaint.wanted_assignment) == (old["epoch"], old["wanted_epoch"])
    assert (complaint.unit, complaint.transfers, complaint.seq) == (old.get("unit"), old["transfers"], old["seq"])
    assert complaint.answered_at == old.get("answered_at")
    assert complaint.routing_input.model_dump(exclude_none=True) == old["matter"] | {
        "words": tuple(old["matter"]["words"])
    }
    assert record.request.text == old["request"]["text"]
    assert [each.seq for each in record.remarks] == [each["seq"] for each in old.get("remarks", ())]
    assert list(record.events) == [each["body"] for each in old["events"]]
    assert list(record.other_events) == [each["body"] for each in old.get("facts", ())]
    assert projected.event_ids == {each["id"] for each in old.get("facts", ())}
    assert record.breached == set(old.get("breached", ()))
    untouched = old.keys() - RETIRED - {"clocks"}
    assert {name: new[name] for name in untouched} == {name: old[name] for name in untouched}


@each_life
def test_it_has_the_fields_of_todays_documents_and_no_others(life: str) -> None:
    new = migrated(_old(life))
    record = record_of(new)
    today = new_document(record.complaint, record.events[0], record.request, new["tracking"])
    later = {"other_events", "breached", "overdue", "clocks", "remarks"}
    mended_at_the_start = {GROUPS, *FILED, *CHANGED}
    assert today.keys() - {"pending_since"} - mended_at_the_start <= new.keys() <= today.keys() | later | {"open_unit"}
    assert "filed_at" in new["routing_input"]
    assert new["slot"] == slot_of(new["_id"])


@each_life
def test_clocks_stand_as_they_stood(life: str) -> None:
    old = _old(life).get("clocks")
    projected = projected_of(migrated(_old(life)))
    if old is None:
        assert (projected.clocks, projected.clocks_at, projected.clocks_assignment) == ((), None, 0)
        return
    assert (projected.clocks_at, projected.clocks_assignment) == (old["at"], old["epoch"])
    assert [(each.name, each.status) for each in projected.clocks] == [
        (each["name"], ClockStatus(each["state"])) for each in old["items"]
    ]
    assert [each.due_at for each in projected.clocks] == [each.get("due_at") for each in old["items"]]


@each_life
def test_the_time_for_reopening_is_that_of_version_0_1(life: str) -> None:
    complaint = record_of(migrated(_old(life))).complaint
    assert complaint.reopen_within == (None if complaint.assignment_number == 0 else "P14D")


@each_life
def test_its_events_can_be_read(life: str) -> None:
    record = record_of(migrated(_old(life)))
    assert [decode(body).subject for body in (*record.events, *record.other_events)] == [record.complaint.id] * (
        len(record.events) + len(record.other_events)
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": None}, "version is not a number"),
        ({"state": "lost"}, "'lost' is not a valid State"),
        ({"facts": []}, "its assignment 1 is not among the events"),
        ({"facts_count": 7}, "the number of its events"),
        ({"matter": {"channel": "demo"}}, "filed_at"),
        ({"events": [{"seq": 1, "body": b"{}"}]}, "specversion"),
        (
            {"events": [{"seq": 1, "body": b'{"specversion":"1.0","type":"complaint.weighed.v1"}'}]},
            "no such event type",
        ),
        ({"clocks": {"at": None}}, "items"),
    ],
)
def test_what_it_cannot_be_sure_of_is_an_error(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises((LookupError, TypeError, ValueError, UnknownEvent), match=reason):
        migrated(_old("assigned") | changes)
