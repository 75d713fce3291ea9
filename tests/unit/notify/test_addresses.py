"""Which web addresses may be called: nothing that is in our own network, whatever it is written like."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.notify.transports.addresses import IPNetwork, is_public, web_address, why_not
from services.notify.transports.cloudevents import CloudEventsSettings

OURS: tuple[IPNetwork, ...] = (ip_network("10.20.0.0/16"), ip_network("fd00:1::/64"))

PRIVATE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fc00::1", "fd00::1", "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:0", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
    "2001:0:7f00:1::1", "2001:0:102:304::80ff:fffe", "100::1", "5f00::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert why_not(ip_address(address), ()) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_may_be_called(address: str) -> None:
    assert why_not(ip_address(address), ()) is None


@pytest.mark.parametrize("address", ["10.20.0.1", "10.20.255.255", "::ffff:10.20.3.4", "64:ff9b::a14:1", "fd00:1::5"])
def test_the_settings_can_allow_a_network(address: str) -> None:
    assert why_not(ip_address(address), ()) is not None
    assert why_not(ip_address(address), OURS) is None


@pytest.mark.parametrize("address", ["10.21.0.1", "127.0.0.1", "fd00:2::1", "::ffff:10.21.0.1"])
def test_an_allowed_network_allows_no_other(address: str) -> None:
    assert why_not(ip_address(address), OURS) is not None


@given(st.ip_addresses(v=4))
def test_an_address_stays_what_it_is_inside_another(address: object) -> None:
    inner = ip_address(str(address))
    number = int(inner)
    outer = [(0xFFFF << 32) | number, (0x0064FF9B << 96) | number, (0x2002 << 112) | (number << 80)]
    assert {why_not(ip_address(each.to_bytes(16, "big")), ()) is None for each in outer} == {is_public(inner)}


@pytest.mark.parametrize(
    "text",
    [
        "https://chat.city.example/hooks/1",
        "https://chat.city.example:8443/hooks?key=1&x=%20",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]:8443/hook",
        "https://pengaduan.kota-baru.go.id",
        "https://bücher.example/",
        "https://hook_receiver.city.example./x",
    ],
)
def test_an_encrypted_address_is_right_for_any_settings(text: str) -> None:
    assert web_address(text) == web_address(text, ()) == web_address(text, OURS) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chat.city.example",
        "//chat.city.example/",
        "https://",
        "https:///hook",
        "ftp://chat.city.example/",
        "file:///etc/passwd",
        "gopher://chat.city.example/",
        "javascript:alert(1)",
        "https://chat.city.example/a b",
        "https://chat.city.example/\r\nHost: other.example",
        "https://chat.city.example\\@other.example/",
        "https://chat.city.example/\u202e",
        "https://user@chat.city.example/",
        "https://user:password@chat.city.example/",
        "https://@chat.city.example/",
        "https://chat.city.example/#part",
        "https://chat.city.example/#",
        "https://chat.city.example:0/",
        "https://chat.city.example:65536/",
        "https://chat.city.example:http/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1.0x0/",
        "https://256.256.256.256/",
        "https://1.2.3.4.5/",
        "https://①②⑦.0.0.1/",
        "https://chat..example/",
        "https://-chat.example/",
        "https://[::1%25eth0]/",
        "https://[::1/",
        "https://" + "a" * 64 + ".example/",
        "https://chat.city.example/" + "a" * 2000,
    ],
)
def test_what_is_no_web_address_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"^must "):
        web_address(text)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for each in (text, f"https://{text}", f"https://{text}/"):
        try:
            assert web_address(each) == each
        except ValueError as error:
            assert type(error) is ValueError


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[fc00::1]", "[::ffff:127.0.0.1]"]
)
def test_a_private_address_is_refused_where_the_settings_are_known(host: str) -> None:
    assert web_address(f"https://{host}/") == f"https://{host}/", "they are not known when a city's files are checked"
    with pytest.raises(ValueError, match="not public"):
        web_address(f"https://{host}/", OURS)


def test_it_must_be_encrypted_but_in_an_allowed_network() -> None:
    for text in ("http://8.8.8.8/", "http://10.21.0.1/", "http://[::1]/"):
        with pytest.raises(ValueError, match=r"not public|must begin with https://"):
            web_address(text, OURS)
    with pytest.raises(ValueError, match="must begin with https://"):
        web_address("http://chat.city.example/", ())
    for text in ("http://10.20.0.1/", "http://[fd00:1::5]/", "http://receiver.internal.example/"):
        assert web_address(text, OURS) == text, "what a name stands for is checked when it is called"
    with pytest.raises(ValueError, match="must begin with https://"):
        web_address("http://8.8.8.8/")


def test_networks_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDEVENTS_SOURCE", "/tanggap/notify")
    monkeypatch.setenv("CLOUDEVENTS_ALLOWED_NETWORKS", "10.20.0.0/16, fd00:1::/64")
    assert CloudEventsSettings().cloudevents_allowed_networks == OURS
    monkeypatch.setenv("CLOUDEVENTS_ALLOWED_NETWORKS", "10.20.0.1/16")
    with pytest.raises(ValidationError):
        CloudEventsSettings()
