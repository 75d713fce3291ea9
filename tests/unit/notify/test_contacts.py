"""Contacts by several transports: which are right, which are used, and what follows where none can be used."""

from pathlib import Path

import pytest

from city.loading import load
from contracts.errors import ConfigurationError
from services.notify import city as notify
from tests.unit.notify.examples import escalated, leaders_with, load_city, plan, write_city

BY_WEBHOOK = '{webhook: "https://chat.city.example/hooks/1"}'
BY_BOTH = '{webhook: "https://chat.city.example/hooks/1", email: roads-head@demo.tanggap.example}'


def test_a_message_goes_to_the_first_address_of_its_recipient_and_the_others_are_for_when_that_fails(
    tmp_path: Path,
) -> None:
    city = load_city(tmp_path, {"email", "webhook"}, leaders=leaders_with({"roads-head": BY_BOTH}))
    (delivery,) = plan(escalated(), city).deliveries
    assert (delivery.transport, delivery.endpoint) == ("webhook", "https://chat.city.example/hooks/1")
    assert delivery.fallbacks == ("email",)
    assert city.unused_contacts == {}


def test_an_address_by_what_is_not_configured_is_not_used_where_there_is_another(tmp_path: Path) -> None:
    city = load_city(tmp_path, {"email"}, leaders=leaders_with({"roads-head": BY_BOTH, "mayor": BY_WEBHOOK}))
    planned = plan(escalated(), city)
    assert [(each.transport, each.fallbacks) for each in planned.deliveries] == [("email", ())]
    assert planned.reroutes == ()
    assert city.unused_contacts == {"webhook": 2}


def test_whoever_can_be_reached_only_by_what_is_not_configured_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    city = load_city(tmp_path, {"email"}, leaders=leaders_with({"roads-head": BY_WEBHOOK}))
    planned = plan(escalated(), city)
    (delivery,), (reroute,) = planned.deliveries, planned.reroutes
    assert (delivery.recipient, delivery.transport) == ("clerk", "email")
    assert (reroute.reason, reroute.wanted_role) == ("transport_not_configured", "unit_head")
    assert delivery.variables["rerouted"] == "transport_not_configured"


def test_a_catch_all_that_could_not_be_reached_is_a_fault(tmp_path: Path) -> None:
    leaders = leaders_with({"clerk": BY_WEBHOOK})
    with pytest.raises(ConfigurationError) as caught:
        load_city(tmp_path, {"email"}, leaders=leaders)
    assert str(caught.value) == (
        f"{tmp_path}/leaders.yaml:7: catch_all: clerk has an address for webhook only, which is not configured here: "
        "configure it, or add an address for email"
    )
    assert load_city(tmp_path, {"webhook"}, leaders=leaders).catch_all.id == "clerk"


@pytest.mark.parametrize("transports", [{"email"}, {"email", "webhook"}])
def test_a_wrong_address_is_named_whether_its_transport_is_configured_or_not(
    tmp_path: Path, transports: set[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_city(tmp_path, transports, leaders=leaders_with({"mayor": "{webhook: mayor@chat}"}))
    assert str(caught.value) == (
        f"{tmp_path}/leaders.yaml:10: people.1.contacts.webhook: "
        "must be a web address such as https://chat.city.example/hooks/1"
    )


def test_the_check_of_a_city_asks_for_no_variable(tmp_path: Path) -> None:
    folder = write_city(tmp_path, leaders=leaders_with({"clerk": BY_WEBHOOK}))
    files = load(folder, notify.NotifyFiles, notify.CHECKS)
    assert files.leaders.people[0].contacts == {"webhook": "https://chat.city.example/hooks/1"}
