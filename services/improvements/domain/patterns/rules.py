"""What a pattern must be to be reported. `docs/improvements/findings.md` gives reasons."""

from dataclasses import dataclass

MIN_COMPLAINTS = 5
"""Nothing rests on fewer complaints: a smaller group could be recognised as persons."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`q` is the false discovery rate of one run; windows and pasts are in weeks of seven days.

    `count_windows` are for numbers of complaints, `share_windows` for what became of them: these are longer, because a
    promise is judged weeks after the filing. What is older than `max_past` plus the longest window is left out, and a
    cell with less than `min_past` is not compared with its past. `min_ratio` is the least increase worth a report.
    Complaints of fewer than `min_days` days are one event, or one person's. `min_others` is how many complaints of a
    category somebody else must have before a comparison with others is fair.
    """

    q: float = 0.05
    min_complaints: int = MIN_COMPLAINTS
    min_days: int = 3
    min_ratio: float = 1.2
    count_windows: tuple[int, ...] = (4, 13)
    share_windows: tuple[int, ...] = (8, 26)
    min_past: int = 26
    max_past: int = 156
    min_others: int = 20

    def __post_init__(self) -> None:
        """Refuse what would report single persons, or could not be computed."""
        if self.min_complaints < MIN_COMPLAINTS:
            raise ValueError(
                f"min_complaints is {self.min_complaints}: give {MIN_COMPLAINTS} or more, to protect persons"
            )
        if self.min_days < 2:
            raise ValueError(f"min_days is {self.min_days}: give 2 or more, a single day is no pattern")
        if not 0 < self.q < 1:
            raise ValueError(f"q is {self.q}: give a rate between 0 and 1")
        if any(weeks < 1 for weeks in self.count_windows + self.share_windows):
            raise ValueError("a window has no week: give one week or more")

    @property
    def weeks(self) -> int:
        """How many weeks are looked at in all."""
        return self.max_past + max(self.count_windows + self.share_windows)
