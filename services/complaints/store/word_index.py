"""Which open complaints have a word in their text: small documents beside the complaints, written once each.

In the complaint itself every further step would pay for the words again. The projection writes them when a complaint
gets its first unit and removes them when it is over; intake does nothing for them.
"""

from collections.abc import Iterable, Mapping, Sequence

from chassis.mongo import Driver
from chassis.shares import SLOTS, Share, slot_of
from services.complaints.words import tokens

MIN_LENGTH = 3
MAX_WORDS = 40
"""Of a text; the longest ones, for these say most."""
MAX_IDS = 500
"""A word that more complaints have is no help: reading a queue finds them as well."""
MIN_SAMPLE = 64
WIDER = 8


class WordIndex:
    """The words by complaint."""

    def __init__(self, driver: Driver) -> None:
        self._words = driver.collection("complaint_words")

    async def create_indexes(self) -> None:
        """By word, and within it by slot, so that a share of the complaints with a word can be looked at."""
        await self._words.create_index(["words", "slot"])

    async def add(self, texts: Mapping[str, str]) -> None:
        """Note the words of complaints, each text under its id; what is noted already stays."""
        documents = [
            {"_id": complaint_id, "slot": slot_of(complaint_id), "words": list(indexed(text))}
            for complaint_id, text in texts.items()
        ]
        if documents:
            await self._words.insert_many(documents)

    async def remove(self, complaint_ids: Sequence[str]) -> None:
        """Forget the words of complaints."""
        if complaint_ids:
            await self._words.delete_all({"_id": {"$in": list(complaint_ids)}})

    async def with_words(self, words: Iterable[str]) -> list[str] | None:
        """Ids of the complaints that have the rarest of these words; None when all of them are common.

        A word that is too short, or left out of a long text, is not known here: the text itself has to be looked at.
        """
        known = [word for word in words if len(word) >= MIN_LENGTH]
        counts = {word: await self._estimate(word) for word in known}
        rarest = min(known, key=lambda word: counts[word], default=None)
        if rarest is None or counts[rarest] > MAX_IDS:
            return None
        found = await self._words.find({"words": rarest, "slot": Share(0, SLOTS).slots}, {"_id": 1}, 2 * MAX_IDS)
        return [each["_id"] for each in found]

    async def _estimate(self, word: str) -> float:
        share = Share()
        while True:
            found = await self._words.find({"words": word, "slot": share.slots}, {"_id": 1}, MAX_IDS)
            if len(found) >= MIN_SAMPLE or share.is_everything:
                return len(found) / share.fraction
            share = Share(0, min(SLOTS, share.width * WIDER))


def indexed(text: str) -> tuple[str, ...]:
    """The words by which a text is found."""
    words = {word for word in tokens(text) if len(word) >= MIN_LENGTH}
    return tuple(sorted(sorted(words, key=lambda word: (-len(word), word))[:MAX_WORDS]))
