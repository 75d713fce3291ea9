"""What is read from and written to topics, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record as it was read; `topic` is the logical name, without the environment's prefix."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to be written; without a `partition` the key decides."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
