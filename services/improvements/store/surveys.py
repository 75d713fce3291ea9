"""Answers to the satisfaction survey: one small document each, found by its quarter. An answer is kept once."""

from collections.abc import AsyncIterator, Sequence

from pydantic import TypeAdapter

from chassis.mongo import Document, Driver
from services.improvements.domain.performance.periods import quarter_of
from services.improvements.domain.satisfaction import SurveyAnswer
from services.improvements.store.places import all_of, index_places, place_of

_ANSWER = TypeAdapter(SurveyAnswer)


class SurveyStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._answers = driver.collection("survey_answers")

    async def create_indexes(self) -> None:
        """They are read by quarters."""
        await index_places(self._answers)

    async def keep(self, answers: Sequence[SurveyAnswer]) -> set[int]:
        """Keep those that are not kept yet; the positions of these."""
        return await self._answers.insert_new([_document(each) for each in answers])

    async def get(self, ids: Sequence[str]) -> dict[str, SurveyAnswer]:
        """Those that are kept. Whoever asks bounds how many they are."""
        found = await self._answers.find({"_id": {"$in": list(ids)}}, {"body": 1}, len(ids)) if ids else []
        return {each["_id"]: _ANSWER.validate_json(bytes(each["body"])) for each in found}

    async def of_quarter(self, quarter: str) -> AsyncIterator[SurveyAnswer]:
        """All answers of a quarter, by its name."""
        async for each in all_of(self._answers, quarter, "body"):
            yield _ANSWER.validate_json(bytes(each["body"]))


def _document(given: SurveyAnswer) -> Document:
    return {
        "_id": given.id,
        "place": place_of(quarter_of(given.answer.answered_on), given.id),
        "body": _ANSWER.dump_json(given),
    }
