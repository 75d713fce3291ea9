"""What will become of each of several complaints, and what has become of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.complaints.application.act import Overtaken, StepOutcome, Taken, TakenBefore
from services.complaints.application.read import Found
from services.complaints.domain.refusals import Refusal
from services.complaints.pages.work import refused
from services.complaints.pages.work.seen import Seen, read_seen
from web.words import Words

_TICK = re.compile(r"([A-Za-z0-9-]{1,64}) ([0-9.]{5,32})")
_KINDS = ("done", "changed", "refused")


@dataclass(frozen=True, slots=True)
class Ticked:
    """A complaint that was ticked, as it was seen then; `found` is how it stands now, None where it is not theirs."""

    id: str
    seen: Seen
    title: str
    found: Found | None

    @property
    def tick(self) -> str:
        """As forms say it."""
        return f"{self.id} {self.seen}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one of them: `kind` is a name under `outcomes` of the words."""

    id: str
    tick: str
    title: str
    kind: str
    said: str


def read_tick(tick: str) -> tuple[str, Seen] | None:
    """Which complaint was ticked, and what was seen of it; None for what no queue has offered."""
    match = _TICK.fullmatch(tick)
    version = read_seen(match[2]) if match else None
    return (match[1], version) if match and version else None


def expected(each: Ticked, action: str, words: Words) -> Outcome:
    """What will become of it, as it stands now."""
    return _outcome(each, *_expected(each, action, words))


def become(each: Ticked, outcome: StepOutcome | TakenBefore, words: Words) -> Outcome:
    """What has become of it."""
    return _outcome(each, *_become(outcome, words))


def counts(outcomes: Sequence[Outcome], words: Words) -> list[tuple[str, int]]:
    """How many there are of each kind."""
    return [(words.outcomes[kind], sum(each.kind == kind for each in outcomes)) for kind in _KINDS]


def counted(name: str, able: int, total: int, words: Words) -> str:
    """A sentence about how many of them will be changed."""
    pattern = words.bulk[f"{name}_one" if able == 1 else f"{name}_many"]
    return str(pattern.format(able=able, total=total))


def _outcome(each: Ticked, kind: str, said: str) -> Outcome:
    return Outcome(each.id, each.tick, each.title, kind, said)


def _expected(each: Ticked, action: str, words: Words) -> tuple[str, str]:
    if each.found is None:
        return "refused", words.bulk.gone
    if each.found.record.complaint.version != each.seen.version:
        return "changed", words.bulk.changed
    if action not in each.found.possible_actions:
        return "refused", words.bulk.not_possible
    return "done", words.bulk.will_be_done


def _become(outcome: StepOutcome | TakenBefore, words: Words) -> tuple[str, str]:
    match outcome:
        case Taken() | TakenBefore():
            return "done", words.bulk.done
        case Overtaken():
            return "changed", words.bulk.changed
        case Refusal():
            return "refused", refused.in_words(outcome, words)
    return "refused", words.bulk.gone
