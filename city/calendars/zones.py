"""From wall clocks to instants, in epoch milliseconds.

An instant is working time when the wall clock reads working hours at that instant. So hours that a clock change skips
are not worked, and hours that it repeats are worked twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from city.files.hours import WallInterval
from contracts.durations import DAY_MS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = EPOCH.toordinal()
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class OffsetSpan:
    """From `start_ms` up to, not including, `end_ms` the wall clock is `offset_ms` ahead of UTC."""

    start_ms: int
    end_ms: int
    offset_ms: int


def to_ms(instant: datetime) -> int:
    """Epoch milliseconds; finer parts are cut off. Raises ValueError for a datetime without a time zone."""
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; instants are aware UTC")
    return (instant - EPOCH) // _MILLISECOND


def from_ms(epoch_ms: int) -> datetime:
    """The aware UTC instant of epoch milliseconds."""
    return EPOCH + epoch_ms * _MILLISECOND


def in_milliseconds(instant: datetime) -> datetime:
    """The instant without its finer parts: what is kept and counted on."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def offset_spans(zone: tzinfo, start_ms: int, end_ms: int) -> tuple[OffsetSpan, ...]:
    """The offsets of a zone over a stretch of time, without gap or overlap."""
    changes = [start_ms]
    for day_ms in range(start_ms, end_ms, DAY_MS):
        next_ms = min(day_ms + DAY_MS, end_ms)
        if _offset(zone, day_ms) != _offset(zone, next_ms):
            changes.append(_change(zone, day_ms, next_ms))
    ends = [*changes[1:], end_ms]
    return tuple(OffsetSpan(a, b, _offset(zone, a)) for a, b in zip(changes, ends, strict=True) if a < b)


def worked(spans: tuple[OffsetSpan, ...], day: date, hours: WallInterval) -> Iterator[tuple[int, int]]:
    """The stretches of time within the spans in which the wall clock reads these hours of this day."""
    midnight = (day.toordinal() - _EPOCH_DAY) * DAY_MS
    for span in spans:
        start = max(span.start_ms, midnight + hours.start_ms - span.offset_ms)
        end = min(span.end_ms, midnight + hours.end_ms - span.offset_ms)
        if start < end:
            yield start, end


def _offset(zone: tzinfo, epoch_ms: int) -> int:
    offset = from_ms(epoch_ms).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _MILLISECOND


def _change(zone: tzinfo, before_ms: int, after_ms: int) -> int:
    """The first millisecond of the new offset, found by halving the stretch that holds the change."""
    old = _offset(zone, before_ms)
    while after_ms - before_ms > 1:
        middle = (before_ms + after_ms) // 2
        if _offset(zone, middle) == old:
            before_ms = middle
        else:
            after_ms = middle
    return after_ms
