"""A record as it was read, as plain data."""

from dataclasses import dataclass

from contracts.topics import Topic


@dataclass(frozen=True, slots=True)
class Incoming:
    """`topic` is what `contracts.topics` says of it; the environment's prefix is gone from its name."""

    topic: Topic
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
