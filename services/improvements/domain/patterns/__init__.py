"""What keeps going wrong: patterns in the complaints of a city, found by statistics that say how sure they are."""

from services.improvements.domain.patterns.detect import detect
from services.improvements.domain.patterns.episodes import QUIET_WEEKS, Change, Episode, Step, episodes
from services.improvements.domain.patterns.pattern import Baseline, Cell, CellKind, Pattern, PatternKind, Week
from services.improvements.domain.patterns.rules import MIN_COMPLAINTS, Rules

__all__ = [
    "MIN_COMPLAINTS",
    "QUIET_WEEKS",
    "Baseline",
    "Cell",
    "CellKind",
    "Change",
    "Episode",
    "Pattern",
    "PatternKind",
    "Rules",
    "Step",
    "Week",
    "detect",
    "episodes",
]
