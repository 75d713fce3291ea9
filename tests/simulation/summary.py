"""What happened in a year, counted."""

from collections import Counter
from collections.abc import Iterator

from rich.table import Table

from contracts.events import ComplaintClosed, ComplaintEscalated, ComplaintEvent, DeadlineFired, Event
from tests.simulation.services import Life

GROUPS = ("filed", "state at the end", "closed", "step", "escalated", "deadline", "mails to", "refused", "kept by sla")


class Summary:
    """Counts of lives, by group and name."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {group: Counter() for group in GROUPS}
        self.events = 0

    def add(self, life: Life) -> None:
        """Count one life."""
        events = {published.event.id: published.event for published in life.log}
        self.events += len(events)
        self.counts["filed"]["complaints"] += 1
        self.counts["state at the end"][life.complaint.state.value] += 1
        self.counts["refused"].update(life.refused)
        self.counts["mails to"].update(life.mails.values())
        self.counts["kept by sla"]["open or in their windows" if life.kept else "forgotten"] += 1
        for event in events.values():
            for group, name in _names(event):
                self.counts[group][name] += 1

    def table(self) -> Table:
        """For people."""
        table = Table("what", "which", "how many", title=f"{self.events:,} events")
        table.columns[2].justify = "right"
        for group, counted in self.counts.items():
            for place, (name, count) in enumerate(sorted(counted.items())):
                table.add_row(group if not place else "", name, f"{count:,}")
            table.add_section()
        return table


def _names(event: Event) -> Iterator[tuple[str, str]]:
    if isinstance(event, ComplaintClosed):
        yield "closed", f"by the {event.actor.kind}: {event.reason}"
    elif isinstance(event, ComplaintEscalated):
        yield "escalated", f"{event.ladder} level {event.level}{' again' if event.repeat else ''}"
    elif isinstance(event, ComplaintEvent):
        yield "step", event.step()
    elif not isinstance(event, DeadlineFired):
        yield "deadline", event.kind()
