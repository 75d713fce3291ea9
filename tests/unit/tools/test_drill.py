"""The drill: what it makes of the alerts that fire, without any outage."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.local.environment import Stack
from deploy.local.ports import Ports
from tests.observability import alerts as rules
from tools.drill import play as playing
from tools.drill.alerts import OF_THE_CITY, Alerts, Firing
from tools.drill.means import Again, NotPlayed
from tools.drill.outages import Outage, outages
from tools.drill.play import RIGHT_WITHIN_S, SILENT_WITHIN_S, Result, play

BROKER = Firing("BrokerDown")
LATE, OTHER = Firing("LagGrowing", "sla"), Firing("StoreSlow")


class Told(Alerts):
    """Alerts as they are read, look by look; the last look stays."""

    def __init__(self, *looks: Iterable[Firing]) -> None:
        self._looks = [frozenset(each) for each in looks]

    async def firing(self) -> frozenset[Firing]:
        return self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]


def outage(missing: str | None = None) -> tuple[Outage, list[str]]:
    done: list[str] = []

    @asynccontextmanager
    async def under_way() -> AsyncIterator[Again]:
        if missing is not None:
            raise NotPlayed(missing)
        done.append("begun")

        async def again() -> None:
            done.append("again")

        yield again
        done.append("ended")

    return Outage("broker stopped", (BROKER.alert,), (LATE.alert,), under_way), done


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other without a pause, and what does not come is given up soon."""
    for waits in ("LOOK_S", "LASTS_S", "QUIET_S"):
        monkeypatch.setattr(playing, waits, 0)
    monkeypatch.setattr(playing, "GIVE_UP_S", 0.05)


async def test_it_ends_once_the_right_one_has_come_and_waits_for_silence() -> None:
    played, done = outage()
    result = await play(played, Told([], [LATE], [LATE, BROKER], [LATE], []), lambda _: None)
    assert (result.right, result.wrong, result.is_met) == (frozenset({BROKER}), frozenset(), True)
    assert done == ["begun", "again", "again", "again", "ended"]


async def test_a_silence_that_does_not_last_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "QUIET_S", 0.01)
    played, done = outage()

    class Returning(Told):
        """Nothing before the outage; after it what fires goes, comes once more, and goes."""

        async def firing(self) -> frozenset[Firing]:
            if "begun" not in done:
                return frozenset()
            return await super().firing() if "ended" in done else frozenset({BROKER})

    result = await play(played, Returning([BROKER], [], [OTHER], []), lambda _: None)
    assert (result.wrong, result.silent_after_s is None) == (frozenset({OTHER}), False)


async def test_what_neither_tells_nor_follows_is_wrong() -> None:
    result = await play(outage()[0], Told([], [BROKER], [OTHER], []), lambda _: None)
    assert (result.wrong, result.is_met) == (frozenset({OTHER}), False)


@pytest.mark.parametrize(
    "looks", [([], [LATE]), ([], [BROKER], [BROKER])], ids=["the right one never comes", "it is never silent"]
)
async def test_what_does_not_come_in_time_is_missed(looks: tuple[list[Firing], ...]) -> None:
    assert not (await play(outage()[0], Told(*looks), lambda _: None)).is_met


async def test_nothing_is_begun_while_something_fires_already() -> None:
    played, done = outage()
    result = await play(played, Told([OTHER]), lambda _: None)
    assert (result.not_played, done) == ("something fires already: StoreSlow", [])


async def test_what_cannot_be_played_here_is_said() -> None:
    assert (await play(outage("no root")[0], Told([]), lambda _: None)).not_played == "no root"


@pytest.mark.parametrize(("told", "silent"), [(RIGHT_WITHIN_S + 1, 1.0), (1.0, SILENT_WITHIN_S + 1)])
def test_too_late_is_missed(told: float, silent: float) -> None:
    assert not Result("x", frozenset({BROKER}), told, frozenset(), silent).is_met


def test_the_outages_name_alerts_that_there_are_and_nobody_elses(tmp_path: Path) -> None:
    owners = {each.name: each.owner for each in rules()}
    named = {name for each in outages(Stack(tmp_path, Ports())) for name in (*each.tells, *each.follows)}
    assert named <= owners.keys()
    assert [name for name in named if owners[name] == OF_THE_CITY] == []
