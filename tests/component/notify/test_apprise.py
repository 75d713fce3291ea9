"""The services that people have on their phones, by way of one that can be a server of our own: ntfy."""

import asyncio
import json
import logging
import os
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import TemporarilyUnavailable
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.transports.apprise import (
    SERVICES,
    AppriseSettings,
    AppriseTransport,
    apprise_address,
    without_addresses,
)
from services.notify.transports.base import Message
from services.notify.transports.threads import THREADS_OF_GATEWAY, GatewayHangs, Threads
from tests.component.notify.http_receiver import Receiver, answer, receiving, silence
from tests.component.notify.waiting import until
from tests.unit.notify.examples import COMPLAINT, NOW

MESSAGE = Message("d-1", "", "id", "Terlambat", "Pengaduan <1> terlambat.\nBaris dua.\n", None, COMPLAINT, NOW)
SHORT_S, LONG_S = 0.3, 15.0


@pytest.fixture
async def gateway() -> AsyncIterator[Receiver]:
    async with receiving() as server:
        server.answer = answer(200, b"{}")
        yield server


@pytest.fixture
def apprise() -> AppriseTransport:
    return AppriseTransport(AppriseSettings(apprise_enabled=True, apprise_timeout_s=LONG_S))


def topic(gateway: Receiver, name: str = "kepala-dinas") -> Message:
    return replace(MESSAGE, to=f"ntfy://127.0.0.1:{gateway.port}/{name}")


async def send(apprise: AppriseTransport, message: Message) -> Outcome:
    async with apprise.session() as session:
        return await session.send(message)


async def test_a_service_gets_the_text(apprise: AppriseTransport, gateway: Receiver) -> None:
    assert await send(apprise, topic(gateway)) == Accepted("accepted", "the service took it")
    sent = json.loads(gateway.received[0].body)
    assert (sent["topic"], sent["title"]) == ("kepala-dinas", "Terlambat")
    assert sent["message"] == "Pengaduan <1> terlambat.\nBaris dua."
    assert not {"attach", "icon"} & sent.keys(), "nothing for the service or us to fetch"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
async def test_a_refusal_is_tried_again_and_says_why_without_the_address(
    apprise: AppriseTransport, gateway: Receiver, status: int
) -> None:
    gateway.answer = answer(status, b'{"error": "no"}')
    outcome = await send(apprise, topic(gateway))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (False, "gateway_failed")
    assert str(status) in outcome.reason
    assert "kepala" not in outcome.reason


async def test_a_refused_connection_is_tried_again(apprise: AppriseTransport, gateway: Receiver) -> None:
    await gateway.stop()
    outcome = await send(apprise, topic(gateway))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (False, "gateway_failed")
    assert str(gateway.port) not in outcome.reason
    assert "127.0.0.1" not in outcome.reason


async def test_redirects_are_not_followed(apprise: AppriseTransport, gateway: Receiver) -> None:
    gateway.answer = answer(307, Location=gateway.url)
    assert isinstance(await send(apprise, topic(gateway)), Refused)
    assert len(gateway.received) == 1


async def test_nothing_is_written_or_sent_by_the_environments_proxies_unasked(
    apprise: AppriseTransport, gateway: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert isinstance(await send(apprise, topic(gateway)), Accepted)
    assert os.listdir(tmp_path) == []


async def test_an_address_that_became_wrong_is_refused_for_good(apprise: AppriseTransport) -> None:
    outcome = await send(apprise, replace(MESSAGE, to="json://127.0.0.1/"))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (True, "not_an_address")


async def test_a_gateway_that_hangs_holds_up_neither_the_loop_nor_the_others(gateway: Receiver) -> None:
    hanging = Receiver()
    hanging.answer = silence
    await hanging.start()
    apprise = AppriseTransport(AppriseSettings(apprise_enabled=True, apprise_timeout_s=1.0))
    await send(apprise, topic(gateway))  # the library is loaded

    stuck = [asyncio.create_task(send(apprise, topic(hanging, f"t-{n}"))) for n in range(THREADS_OF_GATEWAY + 2)]
    await until(lambda: len(hanging.received) == THREADS_OF_GATEWAY, "all its threads wait for it")
    assert isinstance(await send(apprise, topic(gateway)), Accepted)
    outcomes = await asyncio.gather(*stuck)
    await hanging.stop()

    assert {type(outcome) for outcome in outcomes} <= {NoReply, Refused}
    assert sum(outcome == NoReply("not within the time limit") for outcome in outcomes) >= 1
    assert all(not outcome.permanent for outcome in outcomes if isinstance(outcome, Refused))


class Hanging:
    """Calls that end when the test says so."""

    def __init__(self) -> None:
        self.end = threading.Event()

    def __call__(self) -> bool:
        return self.end.wait(LONG_S)


async def test_what_could_not_begin_was_not_sent() -> None:
    threads, hanging = Threads(limit=3, limit_of_gateway=2), Hanging()
    for gateway in ("a", "a", "b"):
        with pytest.raises(TimeoutError):
            await threads.run(gateway, hanging, SHORT_S / 10)
    with pytest.raises(GatewayHangs):
        await threads.run("a", hanging, SHORT_S / 10)
    with pytest.raises(TemporarilyUnavailable, match="all threads"):
        await threads.run("b", hanging, SHORT_S / 10)

    waiting = asyncio.create_task(threads.run("a", hanging, LONG_S))
    hanging.end.set()
    assert await waiting
    assert await threads.run("a", lambda: False, LONG_S) is False


async def test_an_error_of_a_call_is_raised_where_it_is_waited_for() -> None:
    def fail() -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Threads().run("a", fail, LONG_S)


@pytest.mark.parametrize(
    "address",
    [
        "ntfys://ntfy.city.example/kepala-dinas",
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
        "whatsapp://token@12345678901234/6281234567890?template=hello&lang=id",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
        "signals://gateway.city.example/+6281234567890/+6281234567891",
        "twilio://AC" + "0" * 32 + ":" + "1" * 32 + "@+15551234567/+6281234567890",
    ],
)
def test_an_address_of_one_recipient_is_right(address: str) -> None:
    assert apprise_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "", "ntfy", "ntfy://", "slack://nope", "mayor@demo.tanggap.example", "https://ntfy.sh/x",
        "file:///etc/passwd", "syslog://", "rsyslog://localhost", "windows://", "macosx://", "dbus://", "gnome://",
        "exec://ls", "json://127.0.0.1/", "xml://127.0.0.1/", "form://127.0.0.1/", "apprise://127.0.0.1/token",
        "mailto://user:pass@gmail.com", "mqtt://localhost/x", "irc://localhost/x", "vapid://a@b.example/c@d.example",
        "ntfy://host/a/b", "ntfy://host/a, ntfy://host/b", "tgram://123456789:abcdefg_hijklmnop/1/2",
        "ntfy://host/a?verify=no", "ntfy://host/a?redirect=yes", "ntfy://host/a?retry=2", "ntfy://host/a?optional=yes",
        "tgram://123456789:abcdefg_hijklmnop/1/?template=/etc/passwd",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?template=file:///etc/passwd",
    ],
)  # fmt: skip
def test_others_are_refused_with_a_reason_that_does_not_repeat_them(address: str) -> None:
    with pytest.raises(ValueError, match=r"^(must|is no address)") as raised:
        apprise_address(address)
    assert not any(part in str(raised.value) for part in ("passwd", "gmail", "hijklmnop", "T1JJ3T3L2"))


def test_every_service_of_the_list_is_one_of_the_library() -> None:
    from apprise import Apprise

    known = Apprise().details()["schemas"]
    schemas = {str(each) for entry in known for key in ("protocols", "secure_protocols") for each in entry[key] or ()}
    assert SERVICES - schemas == set()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Failed to send to +6281234567890: error=401.", "Failed to send to …: error=401."),
        ("https://api.telegram.org/bot123/sendMessage failed", "… failed"),
        ("No such topic kepala-dinas at gateway.city.example", "No such topic … at …"),
        ("mayor@demo.tanggap.example is unknown", "… is unknown"),
        ("x y " * 1000, "x y " * 75),
    ],
)
def test_a_reason_is_kept_without_addresses(text: str, left: str) -> None:
    assert without_addresses(text, "ntfy://gateway.city.example/kepala-dinas") == left


async def test_the_log_of_the_library_stays_out_of_ours(apprise: AppriseTransport, gateway: Receiver) -> None:
    ours = Kept()
    logging.getLogger().addHandler(ours)
    gateway.answer = answer(500)
    await send(apprise, topic(gateway))
    with pytest.raises(ValueError, match="is no address of slack"):
        apprise_address("slack://nope")
    logging.getLogger().removeHandler(ours)
    assert [record.name for record in ours.records if record.name == "apprise"] == []


class Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
