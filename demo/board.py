"""The live board: every complaint a cell with its state, beside it what happens and which mails arrive."""

from collections import Counter
from collections.abc import Mapping
from time import monotonic

from rich import box
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from contracts.events import (
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintRated,
    ComplaintRejected,
    ComplaintResolved,
    DeadlineBreached,
    DeadlineEvent,
    EscalationAcknowledged,
    Event,
)
from demo.follower import Follower, Standing, standing
from verify import History
from verify.complainant import is_closed_by_system

LOOKS: Mapping[str, tuple[str, str]] = {
    "filed": ("·", "white"),
    "assigned": ("■", "cyan"),
    "triage": ("■", "magenta"),
    "acknowledged": ("◆", "bright_blue"),
    "working": ("▶", "blue"),
    "waits": ("?", "yellow"),
    "breached": ("!", "bold dark_orange"),
    "escalated": ("▲", "bold red"),
    "promised": ("◷", "bold yellow"),
    "resolved": ("✓", "green"),
    "closed": ("✔", "bold green"),
    "closed by the system": ("◌", "green"),
    "rejected": ("✗", "bright_black"),
    "withdrawn": ("↩", "bright_black"),
}
"""Sign and colour of each state; an escalated complaint shows its level instead of the sign."""

RATINGS: Mapping[int, str] = {1: "not helped", 2: "hardly helped", 3: "partly helped", 4: "helped", 5: "well helped"}
"""What complainants say by one to five stars."""

CELL = 17
BELOW = 14
"""Lines that the rest of the board takes; when the names do not fit above it, only the signs are shown."""


class Board:
    """`names` are the complaints by id, in the order in which they were filed; `total` is how many will be sent."""

    def __init__(self, follower: Follower, names: Mapping[str, str], total: int, console: Console) -> None:
        self._follower, self._names, self._total, self._console = follower, names, total, console
        self._began = monotonic()
        self.sent = 0

    def __rich__(self) -> RenderableType:
        standings = self._standings()
        return Group(
            Panel(self._grid(standings), title="complaints", subtitle=self._legend(standings), box=box.ROUNDED),
            self._newest(),
            Text(self.line(), style="bold"),
        )

    def line(self) -> str:
        """The board in one line, for output that is no terminal."""
        histories = self._follower.histories.by_complaint.values()
        words = Counter(each.word for each in self._standings().values())
        levels = Counter(step.level for each in histories for step in each.escalations)
        parts = [
            f"{monotonic() - self._began:5.1f} s",
            f"sent {self.sent}/{self._total}",
            f"filed {len(self._names)}",
            f"assigned {sum(bool(each.assignments) for each in histories)}",
            f"answered {sum(_is_answered(each) for each in histories)}",
            f"closed by the system {words['closed by the system']}",
            f"breached {sum(len(each.breaches) for each in histories)}",
            "escalated " + (" ".join(f"L{level}:{levels[level]}" for level in sorted(levels)) or "0"),
            f"mails {len(self._follower.mails)}",
        ]
        return " · ".join(parts)

    def _standings(self) -> dict[str, Standing]:
        return {each: standing(self._follower.histories.get(each)) for each in self._names}

    def _grid(self, standings: Mapping[str, Standing]) -> RenderableType:
        width, height = self._console.size
        in_a_line = max(1, (width - 4) // (CELL + 1))
        if len(self._names) / in_a_line > height - BELOW:
            return Text(" ").join(_sign(each) for each in standings.values())
        cells = [
            Text.assemble(_sign(each), " ", (self._names[number][: CELL - 3], LOOKS[each.word][1]))
            for number, each in standings.items()
        ]
        return Columns(cells, width=CELL, padding=(0, 1))

    def _legend(self, standings: Mapping[str, Standing]) -> Text:
        words = Counter(each.word for each in standings.values())
        shown = [Text(f"{sign} {word} {words[word]}", style) for word, (sign, style) in LOOKS.items() if words[word]]
        return Text("  ").join(shown)

    def _newest(self) -> RenderableType:
        table = Table.grid(expand=True, padding=(0, 1))
        table.add_column(ratio=1)
        table.add_column(ratio=1)
        events = [_event_line(each, self._names) for each in self._follower.newest]
        mails = [
            Text(f"{mail.recipients[0].partition('@')[0]}: {mail.subject}", no_wrap=True, overflow="ellipsis")
            for mail in self._follower.mails[-len(events) :]
        ]
        table.add_row(
            Panel(Group(*events), title="events", box=box.ROUNDED),
            Panel(Group(*mails), title=f"mails ({len(self._follower.mails)})", box=box.ROUNDED),
        )
        return table


def _is_answered(history: History) -> bool:
    return any(isinstance(step, ComplaintResolved | ComplaintRejected) for step in history.steps)


def _sign(each: Standing) -> Text:
    sign, style = LOOKS[each.word]
    return Text(str(each.level) if each.word == "escalated" else sign, style)


def _event_line(event: Event, names: Mapping[str, str]) -> Text:
    words = event.kind()
    if isinstance(event, ComplaintEscalated):
        words += f" level {event.level} → {event.role}"
    elif isinstance(event, DeadlineEvent):
        words += f" {event.clock}"
    elif isinstance(event, ComplaintRated):
        words += f" {RATINGS[event.stars]}"
    elif isinstance(event, EscalationAcknowledged):
        words += f" until {event.promised_until:%M:%S}"
    elif isinstance(event, ComplaintEvent) and is_closed_by_system(event):
        words += f" by the system: {event.reason}"
    style = "red" if isinstance(event, ComplaintEscalated | DeadlineBreached) else ""
    name = names.get(event.subject, event.subject[-8:])
    return Text(f"{event.occurred_at:%M:%S} {name[:18]:<18} {words}", style, no_wrap=True, overflow="ellipsis")
