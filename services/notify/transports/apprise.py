"""WhatsApp, Telegram, Slack, Teams, ntfy, SMS and more of what people have on their phones, by the apprise library.

An address is one of apprise's own, for one recipient: https://github.com/caronc/apprise/wiki. It is known to the city's
files only, so it may lead to a gateway in our own network. The library blocks, so each message has a thread; what hangs
is given up after a time limit and counts against its gateway, not against the others.
"""

import logging
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

from pydantic import AfterValidator, Field

from services.notify.domain.outcomes import GATEWAY_FAILED, Accepted, NoReply, Outcome, Refused
from services.notify.transports.base import Message, TransportSettings, TransportType
from services.notify.transports.threads import GatewayHangs, Threads

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

SERVICES = frozenset({
    "46elks", "atalk", "bulksms", "bulkvs", "burstsms", "clickatell", "clicksend", "d7sms", "dingtalk", "discord",
    "elks", "evolution", "evolutions", "exotel", "feishu", "freemobile", "gchat", "gotify", "gotifys", "httpsms",
    "kavenegar", "lark", "line", "matrix", "matrixs", "mmost", "mmosts", "msg91", "msgbird", "nctalk", "nctalks",
    "nexmo", "ntfy", "ntfys", "octopush", "plivo", "pover", "ringc", "rocket", "rockets", "seven", "sfr", "signal",
    "signals", "sinch", "slack", "smseagle", "smseagles", "smsmanager", "smsmgr", "sns", "tgram", "threema", "twilio",
    "viber", "voipms", "vonage", "webex", "wechat", "wecombot", "whatsapp", "workflow", "workflows", "wxteams", "zoom",
    "zulip",
})  # fmt: skip
"""What may stand before `://`: services that are reached over HTTP and meant for people. Others of the library write to
this machine's log or screen, send mail past the settings of e-mail, or post to any web address."""

MAX_REASON = 300
_ADDRESS = re.compile(r"([a-z0-9]+)://(?:[^\s/@]*@)?([^\s/?]+)\S*", re.IGNORECASE)
_HIDDEN = re.compile(r"\S+://\S+|\S+@\S+|\+?\d[\d ()-]{5,}\d")


def _enabled(value: bool) -> bool:
    if not value:
        raise ValueError("must be true; to do without apprise, leave out its variables")
    return value


class AppriseSettings(TransportSettings):
    """`APPRISE_ENABLED=true` is all it needs: what gives access to a service is part of each address."""

    apprise_enabled: Annotated[bool, AfterValidator(_enabled)]
    apprise_timeout_s: float = Field(default=20.0, gt=0, le=60, description="longest that one message may take")


def apprise_address(text: str) -> str:
    """The address itself; raises ValueError with the reason when nothing may or can be sent to it."""
    _plugin(text)
    return text


class AppriseSession:
    """There is no connection: the library makes one for each message."""

    usable = True

    def __init__(self, threads: Threads, timeout_s: float) -> None:
        self._threads, self._timeout_s = threads, timeout_s

    async def send(self, message: Message) -> Outcome:
        """Hand over one message; raises `TemporarilyUnavailable` when all threads are taken by others that hang."""
        log: list[str] = []

        def call() -> bool:
            with captured(log):
                return _notify(message, self._timeout_s)

        try:
            is_taken = await self._threads.run(_gateway(message.to), call, self._timeout_s)
        except ValueError as error:
            return Refused(True, "not_an_address", str(error))
        except GatewayHangs:
            return Refused(False, GATEWAY_FAILED, "earlier messages to the same gateway have no answer yet")
        except TimeoutError:
            return NoReply("not within the time limit")
        if is_taken:
            return Accepted("accepted", "the service took it")
        return Refused(
            False, GATEWAY_FAILED, without_addresses(" ".join(log), message.to) or "the service gave no reason"
        )


class AppriseTransport:
    """Sends to one of many services, as each address says."""

    name = "apprise"
    is_shared = False

    def __init__(self, settings: AppriseSettings) -> None:
        self._timeout_s, self._threads = settings.apprise_timeout_s, Threads()
        self.timeout = timedelta(seconds=settings.apprise_timeout_s)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AppriseSession]:
        """Nothing to connect to."""
        yield AppriseSession(self._threads, self._timeout_s)

    async def close(self) -> None:
        """What still hangs ends with the process."""


APPRISE = TransportType("apprise", AppriseSettings, apprise_address, AppriseTransport)


class captured(logging.Handler):  # noqa: N801,RUF100 -- used like a function
    """Collects what the library logs in this thread: it says why it failed nowhere else."""

    def __init__(self, log: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def __enter__(self) -> None:
        self._thread = threading.get_ident()
        _library_log().addHandler(self)

    def __exit__(self, *_error: object) -> None:
        _library_log().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        if record.thread == self._thread:
            self._log.append(record.getMessage())


def without_addresses(text: str, address: str) -> str:
    """The text without any part of the address, or what looks like part of one."""
    _, _, rest = unquote(address).partition("://")
    parts = sorted({part for part in re.split(r"[^\w.+-]+", rest) if len(part) > 2}, key=len, reverse=True)
    for part in parts:
        text = text.replace(part, "…")
    return _HIDDEN.sub("…", text)[:MAX_REASON]


def _gateway(address: str) -> str:
    """What may hang for itself: the service with the host or the account that follows it."""
    found = _ADDRESS.fullmatch(address)
    return "://".join(found.groups()).lower() if found else ""


def _notify(message: Message, timeout_s: float) -> bool:
    plugin, library = _plugin(message.to), _library()
    plugin.socket_connect_timeout = plugin.socket_read_timeout = timeout_s
    if plugin.overflow_mode == library.OverflowMode.UPSTREAM:
        plugin.overflow_mode = library.OverflowMode.SPLIT
    service = library.Apprise(asset=_asset())
    service.add(plugin)
    return bool(service.notify(body=message.plain, title=message.subject, body_format=library.NotifyFormat.TEXT))


def _plugin(address: str) -> "NotifyBase":
    """What sends to the address; raises ValueError with the reason, which repeats no part of it."""
    found = _ADDRESS.fullmatch(address)
    if found is None or found[1].lower() not in SERVICES:
        raise ValueError(f"must begin with one of these and ://, for one recipient: {', '.join(sorted(SERVICES))}")
    library = _library()
    try:
        plugin: NotifyBase | None = library.Apprise.instantiate(address, asset=_asset())
    except (TypeError, ValueError, KeyError, AttributeError):  # what the library raises for parts that it cannot read
        plugin = None
    if plugin is None:
        raise ValueError(f"is no address of {found[1]} that the apprise library knows; see its page on that service")
    if reason := _why_not(plugin, library):
        raise ValueError(reason)
    return plugin


def _why_not(plugin: "NotifyBase", library: ModuleType) -> str | None:
    if any(isinstance(value, library.AppriseAttachment) and len(value) for value in vars(plugin).values()):
        return "must not name a file: nothing is read from this machine"
    if not plugin.verify_certificate or plugin.redirects:
        return "must not switch off the check of certificates (verify=no) or follow redirects (redirect=yes)"
    if plugin.retry or plugin.optional:
        return "must not have retry= or optional=: what failed is tried again as the sender decides"
    if len(plugin) != 1:
        return "must name one recipient: with several, those who got it would get it again when another one fails"
    return None


@cache
def _library() -> ModuleType:
    """The library, loaded when it is first needed: it takes a second and some megabytes of those who do not use it."""
    _library_log()
    import apprise

    return apprise


@cache
def _library_log() -> logging.Logger:
    """Its log, which would repeat addresses, is kept out of ours."""
    log = logging.getLogger("apprise")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    return log


@cache
def _asset() -> "AppriseAsset":
    """How the library has to behave: nothing is fetched for decoration, nothing is written, no redirect is followed."""
    asset: AppriseAsset = _library().AppriseAsset(
        app_id="Tanggap",
        app_desc="Tanggap",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        image_path_mask="",
        async_mode=False,
        http_redirects=False,
        interpret_escapes=False,
        interpret_emojis=False,
        pgp_autogen=False,
        pem_autogen=False,
        storage_mode="memory",
    )
    return asset
