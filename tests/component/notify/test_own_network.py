"""Nobody leads the client of webhooks and CloudEvents into our own network."""

from collections.abc import Sequence
from ipaddress import ip_network

import pytest

from deploy.local.ports import HOST
from services.notify.domain.outcomes import Accepted, Outcome, Refused
from services.notify.transports.outbound import Outbound
from tests.component.notify.http_receiver import Receiver, always

LOOPBACK = (ip_network("127.0.0.1/32"),)
LIMIT_S = 5.0


async def post(url: str, client: Outbound) -> Outcome:
    try:
        return await client.post(url, {}, b"{}")
    finally:
        await client.aclose()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254", "[::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "localhost",
     "0x7f.1", "017700000001", "2130706433"],
)  # fmt: skip
async def test_addresses_of_it_are_refused_whatever_they_are_written_like(secure_receiver: Receiver, host: str) -> None:
    outcome = await post(f"https://{host}:{secure_receiver.port}/", Outbound(LIMIT_S))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (True, "address_refused")
    assert secure_receiver.connections == 0


@pytest.mark.parametrize("addresses", [[HOST], ["127.0.0.2", HOST], [HOST, "127.0.0.2"], ["::ffff:127.0.0.2"]])
async def test_a_name_that_leads_there_is_refused(secure_receiver: Receiver, addresses: list[str]) -> None:
    allowed = LOOPBACK if len(addresses) > 1 else ()
    url = f"https://receiver.example:{secure_receiver.port}/"
    outcome = await post(url, Outbound(LIMIT_S, allowed, always(*addresses)))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (True, "address_refused")
    assert "127" not in outcome.reason, "who registers an address learns nothing of our network"
    assert secure_receiver.connections == 0


async def test_what_is_not_encrypted_goes_to_allowed_networks_only(receiver: Receiver) -> None:
    url = f"http://receiver.example:{receiver.port}/"
    assert await post(url, Outbound(LIMIT_S, LOOPBACK, always(HOST))) == Accepted(204, "")
    outcome = await post(url, Outbound(LIMIT_S, LOOPBACK, always("8.8.8.8")))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.reason.partition(";")[0]) == ("address_refused", "must begin with https://")


async def test_a_connection_goes_where_the_name_led_when_it_was_checked(receiver: Receiver) -> None:
    answers = [[HOST], ["127.0.0.2"]]
    asked = 0

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        nonlocal asked
        asked += 1
        return answers[min(asked, 2) - 1]

    client, url = Outbound(LIMIT_S, LOOPBACK, rebinding), f"http://receiver.example:{receiver.port}/"
    for _ in range(3):
        assert await client.post(url, {}, b"") == Accepted(204, "")
    assert (asked, receiver.connections) == (1, 1)

    await receiver.stop()
    await receiver.start()
    outcome = await client.post(url, {}, b"")
    await client.aclose()
    assert isinstance(outcome, Refused)
    assert (outcome.code, asked, receiver.connections) == ("address_refused", 2, 1)
