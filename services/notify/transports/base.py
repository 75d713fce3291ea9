"""What a transport is: its row in the table, its settings, and what it offers to whoever sends.

Messages are sent one after the other over a session, a connection that is open for a while.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from pydantic_settings import BaseSettings, SettingsConfigDict

from services.notify.domain.outcomes import Outcome


@dataclass(frozen=True)
class Message:
    """One text to one address. `id` stays the same when it is sent again, so that a receiver knows it as the same.

    `to` is an address as the transport's `check_address` takes it. `thread` is the id of what it is `about`, which is a
    complaint or something else; None for a digest. People read `subject`, `plain` and `html`; systems read `event`,
    JSON-safe: `type`, `time`, `subject` and `data` of what happened. `seq` is its number in its lane, so that receivers
    notice gaps. `secrets` are those of this webhook; with none the transport's are used.
    """

    id: str
    to: str
    language: str
    subject: str
    plain: str
    html: str | None
    thread: str | None
    written_at: datetime
    event: Mapping[str, Any] | None = None
    seq: int | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    about: str = "complaint"


class Session(Protocol):
    """An open connection."""

    @property
    def usable(self) -> bool:
        """Whether another message can go over it."""

    async def send(self, message: Message) -> Outcome:
        """Hand over one message and return what was answered.

        Raises `TemporarilyUnavailable` when the message was not sent for a reason that is not its own.
        """


class Transport(Protocol):
    """One way to reach people."""

    name: str
    timeout: timedelta
    """The longest that connecting or sending one message may take."""
    is_shared: bool
    """Whether all messages go to one server. If not, each address is an endpoint of its own."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Connect; entering raises `TemporarilyUnavailable` when the server as a whole does not serve us now."""

    async def close(self) -> None:
        """Let go of what is kept open between sessions. Called once, after the last of them."""


class TransportSettings(BaseSettings):
    """What a transport reads from the environment. Its variables are its own: no other part of notify reads them."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")


Settings = TypeVar("Settings", bound=TransportSettings)


@dataclass(frozen=True)
class TransportType(Generic[Settings]):
    """A row of the table. `name` is what the transport is called under `contacts` of leaders.yaml, and in events.

    `check_address` raises ValueError with the reason for what is no address of this transport; `create` raises
    `ConfigurationError` when the settings do not suffice.
    """

    name: str
    settings: type[Settings]
    check_address: Callable[[str], object]
    create: Callable[[Settings], Transport]
