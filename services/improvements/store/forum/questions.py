"""Questions to the public, a document each, and the answers: one for each browser and question, whatever happens.

The id of an answer follows from the question and from who gives it, so that the store itself keeps one: of clients that
send the same at once, and of one that sends it again after a crash. Numbers are counted from the answers.
"""

from datetime import datetime

from pydantic import TypeAdapter

from chassis.errors import Duplicate
from chassis.mongo import Document, Driver
from services.improvements.domain.forum.questions import Question

MAX_PAGE = 50
MAX_YEAR = 1_000
"""Questions of a year that are read at a time: nobody answers so many."""
_ATTEMPTS = 5
_QUESTION = TypeAdapter(Question)


class QuestionStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._questions, self._answers = driver.collection("questions"), driver.collection("question_answers")

    async def create_indexes(self) -> None:
        """Questions are listed by their place, answers counted by question."""
        await self._questions.create_index(["place"])
        await self._answers.create_index(["question", "answer"])

    async def add(self, question: Question) -> bool:
        """Keep a new one; False when there is one of its id already."""
        return bool(await self._questions.insert_new([{"_id": question.id, **_fields(question)}]))

    async def get(self, question_id: str) -> Question | None:
        """The question with this id."""
        found = await self._questions.find_one({"_id": question_id})
        return None if found is None else _question(found)

    async def end(self, question: Question) -> bool:
        """Keep that it was ended; False when it was ended before: then nothing has changed."""
        return await self._questions.update_one({"_id": question.id, "is_ended": False}, {"$set": _fields(question)})

    async def listed(self, before: str | None = None, limit: int = MAX_PAGE) -> list[Question]:
        """Those whose last day comes last; before the place of another question if one is given."""
        where = {"place": {"$lt": before}} if before is not None else {"place": {"$gt": ""}}
        found = await self._questions.find(where, {}, min(limit, MAX_PAGE), [("place", -1)])
        return [_question(each) for each in found]

    async def of_year(self, year: int) -> list[Question]:
        """Those whose last day lies in a year, the earliest first."""
        where = {"place": {"$gt": f"{year}-", "$lt": f"{year + 1}-"}}
        found = await self._questions.find(where, {}, MAX_YEAR, [("place", 1)])
        return [_question(each) for each in found]

    async def answer(self, question_id: str, voter: str, answer: int, at: datetime) -> None:
        """Keep the answer of a voter, in place of an earlier one."""
        place = {"_id": f"{question_id}:{voter}"}
        change = {"$set": {"question": question_id, "answer": answer, "at": at}}
        for left in reversed(range(_ATTEMPTS)):
            try:
                await self._answers.update_one(place, change, upsert=True)
                return
            except Duplicate:  # the same voter has answered in the same moment
                if not left:
                    raise

    async def answer_of(self, question_id: str, voter: str) -> int | None:
        """What a voter has answered."""
        found = await self._answers.find_one({"_id": f"{question_id}:{voter}"})
        return None if found is None else found["answer"]

    async def counted(self, question: Question) -> tuple[int, ...]:
        """How often each answer was given, in their order."""
        groups = await self._answers.aggregate(
            [{"$match": {"question": question.id}}, {"$group": {"_id": "$answer", "number": {"$sum": 1}}}]
        )
        numbers = {each["_id"]: each["number"] for each in groups}
        return tuple(numbers.get(place, 0) for place in range(len(question.answers)))


def place_of(question: Question) -> str:
    """Where it stands among all: by its last day."""
    return f"{question.last.isoformat()} {question.id}"


def _fields(question: Question) -> Document:
    return {
        "body": _QUESTION.dump_json(question),
        "place": place_of(question),
        "is_ended": question.ended is not None,
    }


def _question(document: Document) -> Question:
    return _QUESTION.validate_json(bytes(document["body"]))
