"""The complainant is reminded through the channel, once a share of the time; else an event says why nobody was."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.values import SkipReason
from services.notify.domain.city import City
from tests.unit.notify.city_files import FILES
from tests.unit.notify.examples import COMPLAINT, NOW, known, load_city, plan, reminder


def test_it_is_written_to_the_channel_in_its_language(city: City) -> None:
    planned = plan(reminder(), city)

    (delivery,) = planned.deliveries
    assert (planned.reroutes, planned.skips) == ((), ())
    assert (delivery.recipient, delivery.transport, delivery.language) == ("channel-whatsapp", "email", "id")
    assert (delivery.endpoint, delivery.template) == ("whatsapp@demo.tanggap.example", "reminder")
    assert (delivery.state, delivery.level) == ("pending", None)


@pytest.mark.parametrize(
    ("channel", "recipient"),
    [
        ("radio", "channel-radio"),
        ("carrier-pigeon", "channel-carrier-pigeon"),
        ("x" * 64, f"channel-{'x' * 56}"),
    ],
)
def test_nobody_else_is_written_to_when_the_channel_cannot_be_reached(
    city: City, channel: str | None, recipient: str
) -> None:
    planned = plan(reminder(channel=channel), city)

    (delivery,), (skip,) = planned.deliveries, planned.skips
    assert delivery.state == "skipped"
    assert (skip.reason, skip.recipient, skip.transport) == (SkipReason.CHANNEL_NOT_REACHABLE, recipient, "none")
    assert (skip.wanted_role, skip.subject, skip.delivery_id) == ("channel", COMPLAINT, delivery.id)


def test_an_event_that_names_no_channel_goes_to_the_one_that_the_complaint_came_by(city: City) -> None:
    assert plan(reminder(channel=None), city).deliveries[0].recipient == "channel-whatsapp"
    nothing_known = plan(reminder(channel=None), city, complaint=known(channel=None))
    assert [skip.recipient for skip in nothing_known.skips] == ["channel-unknown"]


def test_a_channel_with_an_address_for_another_transport_only_cannot_be_reached(city: City) -> None:
    elsewhere = city.channels["whatsapp"].model_copy(update={"contacts": {"webhook": "https://chat.example/hooks/1"}})
    (skip,) = plan(reminder(), replace(city, channels={"whatsapp": elsewhere})).skips
    assert skip.reason is SkipReason.CHANNEL_NOT_REACHABLE


@pytest.mark.parametrize("change", [{"share": 0.9}, {"due_at": NOW.replace(hour=4)}, {"subject": "another"}])
def test_another_share_deadline_or_complaint_is_another_reminder(city: City, change: dict[str, Any]) -> None:
    assert plan(reminder(), city).deliveries[0].id != plan(reminder(**change), city).deliveries[0].id


@pytest.mark.parametrize("change", [{"id": "another"}, {"assignment_number": 2}, {"unit": "bridges"}])
def test_the_same_share_of_the_same_deadline_is_one_reminder(city: City, change: dict[str, Any]) -> None:
    assert plan(reminder(), city).deliveries[0].id == plan(reminder(**change), city).deliveries[0].id


def test_a_city_without_a_rule_for_it_reminds_nobody(tmp_path: Path) -> None:
    rules = [line for line in FILES["notifications.yaml"].splitlines(keepends=True) if "reminder" not in line]
    assert plan(reminder(), load_city(tmp_path, notifications="".join(rules))).deliveries == ()


def test_what_waits_goes_to_the_address_that_the_channel_has_today(city: City) -> None:
    assert city.address("channel-whatsapp", "email") == "whatsapp@demo.tanggap.example"
    assert city.address("roads-head", "email") == "roads-head@demo.tanggap.example"
    assert city.address("channel-radio", "email") is None
    assert city.address("channel-unknown", "email") is None
