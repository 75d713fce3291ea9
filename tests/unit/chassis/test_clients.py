"""Who asks is known behind a gateway too, and cannot be made up."""

from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from chassis.http.clients import address_behind
from deploy.local.environment import DEMO_CITY
from services.complaints.settings import IntakeSettings

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        pytest.param("10.0.0.1", ["203.0.113.7"], "203.0.113.7", id="a gateway says who calls"),
        pytest.param("10.0.0.1", ["203.0.113.7, 10.9.9.9"], "203.0.113.7", id="two gateways in a row"),
        pytest.param("10.0.0.1", ["1.2.3.4, 203.0.113.7"], "203.0.113.7", id="what the caller wrote stands left"),
        pytest.param("10.0.0.1", ["1.2.3.4", "203.0.113.7"], "203.0.113.7", id="on a line of its own"),
        pytest.param("198.51.100.9", ["203.0.113.7"], "198.51.100.9", id="a peer that is no gateway"),
        pytest.param("10.0.0.1", [], "10.0.0.1", id="a gateway that says nothing"),
        pytest.param("10.0.0.1", ["10.0.0.2, 10.0.0.3"], "10.0.0.2", id="everybody is trusted"),
        pytest.param("10.0.0.1", ["203.0.113.7, unknown"], "10.0.0.1", id="no address"),
        pytest.param("10.0.0.1", ["203.0.113.7:55555"], "203.0.113.7", id="with a port"),
        pytest.param("10.0.0.1", ["[2001:db8:1:2::7]:443"], "2001:db8:1:2::/64", id="IPv6 with a port"),
        pytest.param("fd00::1", ["2001:db8:1:2:3::7"], "2001:db8:1:2::/64", id="IPv6 through and through"),
        pytest.param("2001:db8:1:2::9", [], "2001:db8:1:2::/64", id="the whole network of an IPv6 address"),
        pytest.param("fe80::1%eth0", [], "fe80::/64", id="IPv6 with its zone"),
        pytest.param("::ffff:10.0.0.1", ["::ffff:203.0.113.7"], "203.0.113.7", id="IPv4 written as IPv6"),
        pytest.param("unknown", ["203.0.113.7"], "unknown", id="a peer without an address"),
    ],
)
def test_the_caller_is_the_right_most_address_that_is_no_gateway(peer: str, forwarded: list[str], address: str) -> None:
    assert address_behind(peer, forwarded, TRUSTED) == address


def test_without_trusted_proxies_the_header_says_nothing() -> None:
    assert address_behind("10.0.0.1", ["203.0.113.7"], ()) == "10.0.0.1"


@pytest.fixture
def required(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings without which the API does not start."""
    for variable, value in {
        "OPS_PORT": "0",
        "API_PORT": "0",
        "KAFKA_BOOTSTRAP": "localhost:9092",
        "MONGO_URL": "mongodb://localhost",
        "CITY_CONFIG": str(DEMO_CITY),
        "ACCESS_FILE": "access.yaml",
        "TRACKING_KEY_FILE": "tracking.key",
    }.items():
        monkeypatch.setenv(variable, value)
    return monkeypatch


def test_trusted_proxies_are_networks_with_commas_between_them(required: pytest.MonkeyPatch) -> None:
    required.delenv("TRUSTED_PROXIES", raising=False)
    assert IntakeSettings().trusted_proxies == ()
    required.setenv("TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8 ,192.0.2.1")
    assert IntakeSettings().trusted_proxies == (*TRUSTED, ip_network("192.0.2.1/32"))


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "gateway", "10.0.0.0/8;fd00::/8"])
def test_a_network_that_is_none_is_refused(required: pytest.MonkeyPatch, wrong: str) -> None:
    required.setenv("TRUSTED_PROXIES", wrong)
    with pytest.raises(ValidationError, match="trusted_proxies"):
        IntakeSettings()
