"""Everybody who acts on complaints: officers, heads, leaders, the triage desk and complainants, story by story."""

from demo.intake_client import IntakeClient
from demo.sample import Sample
from demo.scene import HistoryOf, Scene, StoryFailed
from demo.stories import STORIES
from verify import Filing


class Officers:
    """`history_of` gives what was emitted about a complaint so far; `mismatches` are the stories that failed."""

    def __init__(self, intake: IntakeClient, history_of: HistoryOf) -> None:
        self._intake, self._history_of = intake, history_of
        self.mismatches: list[str] = []
        self.done = 0

    def has_story(self, sample: Sample) -> bool:
        """Whether anybody touches this complaint at all."""
        return sample.story in STORIES

    async def play(self, sample: Sample, filing: Filing) -> None:
        """Play the story of one complaint to its end."""
        if sample.story is None:
            return
        try:
            await STORIES[sample.story](Scene(sample, filing, self._intake, self._history_of))
        except StoryFailed as error:
            self.mismatches.append(f"{sample.id}: {error}")
        self.done += 1
