"""Gathers from events what is known of each complaint, the observation that is counted, answers to the survey, and how
improvements stand.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.events import ComplaintSurveyed, Event
from contracts.topics import COMPLAINTS, IMPROVEMENTS
from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.gathering import after, observation_of
from services.improvements.domain.satisfaction import SurveyAnswer
from services.improvements.domain.survey_answers import said_by


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, and what its topic is about: a complaint, a finding or an improvement."""

    event: Event
    about: str = COMPLAINTS.subject


@dataclass(frozen=True)
class Gathering:
    """The use case."""

    deps: Dependencies

    async def hear(self, heard: Sequence[Heard]) -> None:
        """Take a batch of events; raises `TemporarilyUnavailable` to be called again with the same ones."""
        deadlines: defaultdict[str, list[Event]] = defaultdict(list)
        for each in heard:
            if each.about == IMPROVEMENTS.subject:
                deadlines[each.event.subject].append(each.event)
        if deadlines:
            await self.deps.improvements.note_deadlines(deadlines)
        await self._gather([each.event for each in heard if each.about == COMPLAINTS.subject])

    async def _keep(self, answers: Sequence[SurveyAnswer]) -> None:
        for position in await self.deps.surveys.keep(answers):
            metrics.answers.labels(answers[position].via.value).inc()

    async def _gather(self, events: Sequence[Event]) -> None:
        before = await self.deps.observations.load(event.subject for event in events)
        known = {complaint: kept.gathered for complaint, kept in before.items()}
        for event in events:
            known[event.subject] = after(known[event.subject], event)
        said = (each for each in events if isinstance(each, ComplaintSurveyed))
        answers = (said_by(each, known[each.subject], self.deps.city.zone) for each in said)
        await self._keep([each for each in answers if each is not None])
        changed = [each for complaint, each in known.items() if each != before[complaint].gathered]
        await self.deps.observations.save(
            [
                (
                    before[each.complaint],
                    each,
                    observation_of(each, self.deps.city.calendar_of(each.unit), self.deps.city.zone),
                )
                for each in changed
            ]
        )
