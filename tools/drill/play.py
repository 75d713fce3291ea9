"""Plays one outage: from its begin to the right alert, and from its end until all is silent."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tools.drill.alerts import Alerts, Firing
from tools.drill.means import Again, NotPlayed, nothing
from tools.drill.outages import Outage

LOOK_S = 1.0
LASTS_S = 60.0
"""At least: what else fires meanwhile is part of the picture."""
QUIET_S = 15.0
"""Nothing may fire for so long, or it was no silence."""
GIVE_UP_S = 300.0
"""After which an alert that has not come, or a silence that has not, does not come."""
RIGHT_WITHIN_S = 90.0
SILENT_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Result:
    """What an outage came to. Times are seconds; None: it did not happen, or there was nothing to wait for.

    `wrong` are alerts that neither tell of this outage nor follow from it.
    """

    outage: str
    right: frozenset[Firing] = frozenset()
    right_after_s: float | None = None
    wrong: frozenset[Firing] = frozenset()
    silent_after_s: float | None = None
    not_played: str | None = None

    @property
    def is_met(self) -> bool:
        """Whether the goals were met; one that could not be played here misses none."""
        if self.not_played is not None:
            return True
        was_told = self.right_after_s is not None and self.right_after_s <= RIGHT_WITHIN_S
        is_silent = self.silent_after_s is not None and self.silent_after_s <= SILENT_WITHIN_S
        return was_told and is_silent and not self.wrong


async def play(outage: Outage, alerts: Alerts, say: Callable[[str], None]) -> Result:
    """Begin it, wait for the alert, end it, wait for silence. Times count from the first step of each."""
    say(f"{outage.name}: waiting for silence before it")
    if await _silence(alerts, set()) is None:
        left = ", ".join(map(str, sorted(await alerts.firing())))
        return Result(outage.name, not_played=f"something fires already: {left}")
    seen: set[Firing] = set()
    began = time.monotonic()
    try:
        async with outage.under_way() as still:
            say(f"{outage.name}: under way")
            right_at = await _until(alerts, lambda firing: bool(_right(firing, outage)), seen, still)
            right = _right(seen, outage)
            say(f"{outage.name}: {'not told' if right_at is None else f'told after {right_at - began:.0f} s'}")
            await _until(alerts, lambda _: time.monotonic() - began >= LASTS_S, seen, still)
            ended = time.monotonic()
    except NotPlayed as reason:
        return Result(outage.name, not_played=str(reason))
    say(f"{outage.name}: over; waiting for silence")
    silent_at = await _silence(alerts, seen)
    wrong = frozenset(each for each in seen if each.alert not in (*outage.tells, *outage.follows))
    return Result(outage.name, right, _between(began, right_at), wrong, _between(ended, silent_at))


def _between(begin: float, end: float | None) -> float | None:
    return None if end is None else end - begin


def _right(firing: Iterable[Firing], outage: Outage) -> frozenset[Firing]:
    return frozenset(each for each in firing if each.alert in outage.tells)


async def _silence(alerts: Alerts, seen: set[Firing]) -> float | None:
    """When a silence began that lasts."""
    gives_up = time.monotonic() + GIVE_UP_S
    while (left_s := gives_up - time.monotonic()) > 0:
        began = await _until(alerts, lambda firing: not firing, seen, within_s=left_s)
        if began is None or await _until(alerts, bool, seen, within_s=QUIET_S) is None:
            return began
    return None


async def _until(
    alerts: Alerts,
    holds: Callable[[frozenset[Firing]], bool],
    seen: set[Firing],
    meanwhile: Again = nothing,
    within_s: float | None = None,
) -> float | None:
    """When what fires fulfilled the condition; None when it did not in time. What fires is noted in `seen`."""
    gives_up = time.monotonic() + (GIVE_UP_S if within_s is None else within_s)
    while time.monotonic() < gives_up:
        await meanwhile()
        firing = await alerts.firing()
        seen |= firing
        if holds(firing):
            return time.monotonic()
        await asyncio.sleep(LOOK_S)
    return None
