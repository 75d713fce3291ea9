"""Plays one outage: from its begin to the right alert, and from its end until all is silent."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from tools.drill.alerts import Alerts, Firing
from tools.drill.means import Again, NotPlayed
from tools.drill.outages import Outage

LOOK_S = 1.0
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
    """Begin it, wait for the alert, end it, wait for silence."""
    say(f"{outage.name}: waiting for silence before it")
    if await _until(alerts, lambda firing: not firing) is None:
        left = ", ".join(map(str, sorted(await alerts.firing())))
        return Result(outage.name, not_played=f"something fires already: {left}")
    seen: set[Firing] = set()
    try:
        async with outage.under_way() as still:
            say(f"{outage.name}: under way")
            right_after_s = await _until(alerts, lambda firing: bool(_right(firing, outage)), seen, still)
            right = _right(seen, outage)
    except NotPlayed as reason:
        return Result(outage.name, not_played=str(reason))
    told = "not told" if right_after_s is None else f"told after {right_after_s:.0f} s"
    say(f"{outage.name}: {told}; waiting for silence")
    silent = await _until(alerts, lambda firing: not firing, seen)
    wrong = frozenset(each for each in seen if each.alert not in (*outage.tells, *outage.follows))
    return Result(outage.name, frozenset(right), right_after_s, wrong, silent)


def _right(firing: set[Firing] | frozenset[Firing], outage: Outage) -> frozenset[Firing]:
    return frozenset(each for each in firing if each.alert in outage.tells)


async def _until(
    alerts: Alerts,
    holds: Callable[[frozenset[Firing]], bool],
    seen: set[Firing] | None = None,
    meanwhile: Again | None = None,
) -> float | None:
    """Seconds until what fires fulfils the condition; None when it does not in time. What fires is noted in `seen`."""
    began = time.monotonic()
    while time.monotonic() - began < GIVE_UP_S:
        if meanwhile is not None:
            await meanwhile()
        firing = await alerts.firing()
        if seen is not None:
            seen |= firing
        if holds(firing):
            return time.monotonic() - began
        await asyncio.sleep(LOOK_S)
    return None
