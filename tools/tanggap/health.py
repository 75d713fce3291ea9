"""What processes say of themselves at `/readyz` and `/metrics`, and what is to be made of it. No I/O."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from prometheus_client.parser import text_string_to_metric_families

MAX_WAITING_S = 60.0
"""The objective of an event's age, and so the longest that a record or an unpublished event may wait."""


class Verdict(IntEnum):
    """How it is, by the exit code that says so."""

    WELL = 0
    WRONG = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a metric."""

    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Process:
    """One process as it answered. `is_ready` is None when it did not; `reasons` say why it is not ready."""

    name: str
    url: str
    is_ready: bool | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    samples: Sequence[Sample] = ()

    @property
    def version(self) -> str | None:
        """The version that runs."""
        return next((each.labels.get("version") for each in self.all("tanggap_build_info")), None)

    @property
    def started_at(self) -> datetime | None:
        """Since when it runs."""
        found = next(self.all("process_start_time_seconds"), None)
        return datetime.fromtimestamp(found.value, UTC) if found else None

    @property
    def waits_s(self) -> float | None:
        """The age of the oldest record in its batch in hand."""
        return max((each.value for each in self.all("tanggap_oldest_waiting_seconds")), default=None)

    def all(self, name: str) -> Iterator[Sample]:
        """All values of a metric."""
        return (sample for sample in self.samples if sample.name == name)


@dataclass(frozen=True, slots=True)
class Lag:
    """How many records of a topic wait for a stage, in all its processes."""

    stage: str
    topic: str
    records: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """How long the oldest unpublished event of a topic waits, and how many processes publish: it should be one."""

    topic: str
    oldest_s: float
    relays: int


@dataclass(frozen=True, slots=True)
class Health:
    """Everything on one screen. `dead_letters` are those of the last day by topic, None when they are not known."""

    processes: Sequence[Process]
    lag: Sequence[Lag]
    outboxes: Sequence[Outbox]
    dead_letters: Mapping[str, int] | None
    wrong: Sequence[str]
    unknown: Sequence[str]

    @property
    def verdict(self) -> Verdict:
        """Something wrong counts more than something that is not known."""
        if self.wrong:
            return Verdict.WRONG
        return Verdict.UNKNOWN if self.unknown else Verdict.WELL


def samples_of(text: str) -> list[Sample]:
    """The values in what a process answered at `/metrics`; raises `ValueError` when it is something else."""
    return [
        Sample(sample.name, sample.labels, sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]


def health_of(processes: Sequence[Process], dead_letters: Mapping[str, int] | None, why_unknown: str | None) -> Health:
    """What to make of the answers. `why_unknown`: dead letters were asked for, and why they are not known."""
    answered = [each for each in processes if each.is_ready is not None]
    outboxes = _outboxes(answered)
    wrong = [*_wrong_processes(processes), *_wrong_outboxes(outboxes), *_wrong_letters(dead_letters or {})]
    unknown = [why_unknown] if why_unknown else []
    if not answered:
        # What does not answer at all may be an address that is wrong.
        wrong, unknown = [], [*wrong, *unknown]
    return Health(processes, _lag(answered), outboxes, dead_letters, wrong, unknown)


def _lag(processes: Iterable[Process]) -> list[Lag]:
    found: dict[tuple[str, str], float] = {}
    for process in processes:
        for sample in process.all("tanggap_consumer_lag_records"):
            place = process.name, sample.labels["topic"]
            found[place] = found.get(place, 0) + sample.value
    return [Lag(stage, topic, int(records)) for (stage, topic), records in found.items()]


def _outboxes(processes: Iterable[Process]) -> list[Outbox]:
    oldest: dict[str, float] = {}
    relays: dict[str, int] = {}
    for process in processes:
        for sample in process.all("tanggap_outbox_oldest_seconds"):
            topic = sample.labels["topic"]
            oldest[topic] = max(oldest.get(topic, 0.0), sample.value)
        for sample in process.all("tanggap_relay_active"):
            topic = sample.labels["topic"]
            relays[topic] = relays.get(topic, 0) + int(sample.value)
    return [Outbox(topic, round(oldest.get(topic, 0.0), 1), count) for topic, count in relays.items()]


def _wrong_processes(processes: Iterable[Process]) -> Iterator[str]:
    for process in processes:
        if process.is_ready is None:
            yield f"{process.name} ({process.url}) does not answer: {'; '.join(process.reasons.values())}"
        elif not process.is_ready:
            why = "; ".join(f"{component}: {reason}" for component, reason in process.reasons.items())
            yield f"{process.name} is not ready: {why}"
        elif (waits := process.waits_s or 0.0) > MAX_WAITING_S:
            yield f"{process.name} has a record in hand that waits for {waits:.0f} s"


def _wrong_outboxes(outboxes: Iterable[Outbox]) -> Iterator[str]:
    for outbox in outboxes:
        if outbox.relays == 0:
            yield f"no process publishes the outbox of {outbox.topic}"
        elif outbox.oldest_s > MAX_WAITING_S:
            yield f"the oldest event for {outbox.topic} waits for {outbox.oldest_s:.0f} s to be published"


def _wrong_letters(dead_letters: Mapping[str, int]) -> Iterator[str]:
    for topic, count in dead_letters.items():
        if count:
            yield f"{count} dead letter(s) of {topic} in the last day: `./tanggap dead-letters list --since 1d`"
