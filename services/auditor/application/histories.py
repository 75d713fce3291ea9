"""The histories of complaints as long as something is owed or may come, packed: read again only when one is judged."""

import struct
import zlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from contracts.codec import decode
from contracts.durations import elapsed
from contracts.events import AssignmentEvent, ComplaintEvent, ComplaintFiled, Event
from contracts.topics import TOPICS
from contracts.values import RecordPlace
from services.auditor.domain.compacting import IGNORED
from verify.evidence import History
from verify.life import MOVES, OVER

_HEADER = struct.Struct(">BIQQI")
_NAMES = tuple(topic.name for topic in TOPICS)
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Said:
    """One record: where it lies, when it was written, and the event as it travels."""

    place: RecordPlace
    written_at: datetime
    value: bytes


@dataclass(slots=True)
class _Kept:
    """`fresh` is what came since it was packed. `over_at` is when the complaint was over, None while it is not."""

    first_at: datetime
    packed: bytes = b""
    fresh: list[Said] = field(default_factory=list)
    is_headed: bool = False
    over_at: datetime | None = None
    reopen_within: timedelta = timedelta(0)


@dataclass(frozen=True)
class Opened:
    """A history to judge, and the place of each of its events by id."""

    history: History
    places: dict[str, RecordPlace]


class Histories:
    """Bounded by the complaints that are not over: those that are go `keep` after they can be reopened no more.

    What is heard of a complaint whose filing was not read is kept for `headless` only.
    """

    def __init__(self, keep: timedelta, headless: timedelta) -> None:
        self._keep, self._headless = keep, headless
        self._kept: dict[str, _Kept] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, complaint: str) -> bool:
        return complaint in self._kept

    @property
    def without_beginning(self) -> int:
        """Of how many the filing was not read."""
        return sum(not kept.is_headed for kept in self._kept.values())

    @property
    def packed_bytes(self) -> int:
        """What all of them take, packed."""
        return sum(len(kept.packed) for kept in self._kept.values())

    def take(self, event: Event, said: Said) -> bool:
        """Take an event in; False when nothing depends on it."""
        if isinstance(event, IGNORED):
            return False
        kept = self._kept.setdefault(event.subject, _Kept(said.written_at))
        kept.fresh.append(said)
        if isinstance(event, AssignmentEvent):
            kept.reopen_within = max(kept.reopen_within, elapsed(event.policy.reopen_within))
        if isinstance(event, ComplaintFiled):
            kept.is_headed = True
        if isinstance(event, ComplaintEvent) and event.step() in MOVES:
            # Who follows another complaint goes on when that one is answered.
            ends = event.step() in OVER and event.step() != "merged"
            kept.over_at = max(event.occurred_at, said.written_at) if ends else None
        return True

    def open(self, complaint: str) -> Opened | None:
        """The history as far as it is known."""
        kept = self._kept.get(complaint)
        if kept is None:
            return None
        opened = Opened(History(complaint), {})
        for said in _all(kept):
            event = decode(said.value)
            if opened.history.take(event, said.written_at):
                opened.places[event.id] = said.place
        return opened

    def pack(self, complaint: str, places: Container[RecordPlace] | None = None) -> None:
        """Put away what came; of all of it only what lies at these places, if any are named."""
        kept = self._kept[complaint]
        body = b"".join(_written(said) for said in _all(kept) if places is None or said.place in places)
        kept.packed, kept.fresh = zlib.compress(body, _LEVEL), []

    def drop_before(self, horizon: datetime) -> list[str]:
        """Forget what is over for long enough at `horizon`, up to which everything is read. The ids of those."""
        gone = [complaint for complaint, kept in self._kept.items() if self._is_past(kept, horizon)]
        for complaint in gone:
            del self._kept[complaint]
        return gone

    def _is_past(self, kept: _Kept, horizon: datetime) -> bool:
        if not kept.is_headed:
            return kept.first_at + self._headless < horizon
        return kept.over_at is not None and kept.over_at + kept.reopen_within + self._keep < horizon


def _all(kept: _Kept) -> Iterator[Said]:
    yield from _unpacked(kept.packed)
    yield from kept.fresh


def _written(said: Said) -> bytes:
    place, at = said.place, round(said.written_at.timestamp() * 1000)
    return _HEADER.pack(_NAMES.index(place.topic), place.partition, place.offset, at, len(said.value)) + said.value


def _unpacked(packed: bytes) -> Iterator[Said]:
    body, at = zlib.decompress(packed) if packed else b"", 0
    while at < len(body):
        topic, partition, offset, written_ms, length = _HEADER.unpack_from(body, at)
        at += _HEADER.size
        place = RecordPlace(topic=_NAMES[topic], partition=partition, offset=offset)
        yield Said(place, datetime.fromtimestamp(written_ms / 1000, UTC), body[at : at + length])
        at += length
