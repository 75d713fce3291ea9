"""Takes what a learning record store says about learning: each statement is judged by itself, and counts once."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.learning.completing import (
    Completion,
    Counted,
    Ignored,
    Read,
    Voiding,
    counted_in,
    read_statement,
)
from services.improvements.domain.limits import not_allowed
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal, may
from services.improvements.store.completions import KeptCompletion

MAX_STATEMENTS = 500
_MAX_KNOWN = 20_000


class Taken(StrEnum):
    """What became of a statement. `known`: the same one came before; `ignored`: it is right, and counts for nothing."""

    KEPT = "kept"
    KNOWN = "known"
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one statement: why it counts for nothing, or all that is wrong with it."""

    outcome: Taken
    reason: Ignored | None = None
    faults: tuple[Refusal, ...] = ()


_Placed = tuple[KeptCompletion, ...]


async def complete(statements: Sequence[object], by: Principal, deps: Dependencies) -> list[Result] | Refusal:
    """What became of each statement, in order; a refusal where somebody may not say who has finished what.

    Raises `StoreUnavailable`: some may be kept, and all can be repeated.
    """
    if not may(by, "record_learning", deps.city.training, deps.city):
        return not_allowed("record_learning", "statements")
    now, city = deps.clock(), deps.city
    read = [read_statement(each, deps.home, now, city) for each in statements]
    placed = await _placed(read, deps)
    clashing = await _clashing(placed, deps)
    kept = {place: each for place, each in placed.items() if place not in clashing}
    new = await _keep(kept, deps) | await _void(read, deps)
    results = [_result(each, placed.get(place), place in clashing, place in new) for place, each in enumerate(read)]
    for each in results:
        metrics.learning_received.labels(each.outcome.value).inc()
    return results


async def _placed(read: Sequence[Read], deps: Dependencies) -> dict[int, _Placed | Ignored]:
    """Where each completion counts, by its position; or why it counts nowhere."""
    completions = {place: each for place, each in enumerate(read) if isinstance(each, Completion)}
    records = await deps.improvements.that_assign({each.activity for each in completions.values()})
    known = [record.improvement for record in records]
    placed: dict[int, _Placed | Ignored] = {}
    for place, each in completions.items():
        counted = counted_in(each, known, deps.city)
        placed[place] = counted if isinstance(counted, Ignored) else tuple(_kept(each, at, deps) for at in counted)
    return placed


def _kept(completion: Completion, counted: Counted, deps: Dependencies) -> KeptCompletion:
    about = f"{counted.improvement} {counted.number} {completion.learner}"
    learner = hmac.new(deps.learner_key, about.encode(), hashlib.sha256).hexdigest()[:32]
    at = completion.at.replace(microsecond=completion.at.microsecond // 1000 * 1000)  # as the store keeps it
    return KeptCompletion(completion.statement, counted, learner, at)


async def _clashing(placed: Mapping[int, _Placed | Ignored], deps: Dependencies) -> set[int]:
    """The positions of those under whose id another statement came before, in this request or an earlier one."""
    wanted = {each.statement for kept in placed.values() if not isinstance(kept, Ignored) for each in kept}
    said: dict[str, KeptCompletion] = {each.id: each for each in await deps.completions.known(wanted, _MAX_KNOWN)}
    clashing = set()
    for place, kept in placed.items():
        mine = () if isinstance(kept, Ignored) else kept
        if any(said.get(each.id, each) != each for each in mine):
            clashing.add(place)
        else:
            said.update((each.id, each) for each in mine)
    return clashing


async def _keep(placed: Mapping[int, _Placed | Ignored], deps: Dependencies) -> set[int]:
    """Keep them; the positions of those of which anything is new."""
    positions = [(place, each) for place, kept in placed.items() if not isinstance(kept, Ignored) for each in kept]
    new = await deps.completions.keep([each for _, each in positions])
    return {positions[position][0] for position in new}


async def _void(read: Sequence[Read], deps: Dependencies) -> set[int]:
    positions = [(place, each.voided) for place, each in enumerate(read) if isinstance(each, Voiding)]
    new = await deps.completions.void([voided for _, voided in positions])
    return {positions[position][0] for position in new}


def _result(read: Read, placed: _Placed | Ignored | None, is_clashing: bool, is_new: bool) -> Result:
    if isinstance(read, tuple):
        return Result(Taken.REFUSED, faults=read)
    if isinstance(read, Ignored):
        return Result(Taken.IGNORED, read)
    if isinstance(placed, Ignored):
        return Result(Taken.IGNORED, placed)
    if is_clashing:
        reason = "another statement came under this id before"
        return Result(Taken.REFUSED, faults=(Refusal("id_used", reason, "give each statement its own id", "id"),))
    return Result(Taken.KEPT if is_new else Taken.KNOWN)
