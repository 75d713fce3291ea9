"""improvements.yaml: who looks after improvement actions, which kinds of them there are, and what their clocks ask."""

from pydantic import Field

from city.entry import Entry, Names, in_words
from contracts.values import Code


class ActionClock(Entry):
    """`title` completes "the deadline for …", `asks` completes "please …", as for the clocks of complaints."""

    title: Names
    asks: Names


class ImprovementsFile(Entry):
    """`bureau` is the unit that hears of findings; `actions` are the kinds of improvement actions."""

    version: str
    bureau: Code
    actions: dict[Code, Names] = Field(min_length=1)
    clocks: dict[Code, ActionClock] = Field(min_length=1)

    def action_name(self, action: str, language: str) -> str:
        """What people call a kind of action; its own name in words when the city no longer has it."""
        return self.actions[action].in_language(language) if action in self.actions else in_words(action)

    def clock_title(self, clock: str, language: str) -> str:
        """What people call a clock; its own name in words when the city no longer has it."""
        return self.clocks[clock].title.in_language(language) if clock in self.clocks else in_words(clock)

    def clock_asks(self, clock: str, language: str) -> str | None:
        """What is to be done before the deadline; None when the city no longer has the clock."""
        return self.clocks[clock].asks.in_language(language) if clock in self.clocks else None
