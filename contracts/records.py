"""A record to be written to a topic, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """`topic` is the logical name, without the environment's prefix; without a `partition` the key decides."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
