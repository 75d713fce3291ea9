"""Learning that somebody assigns: its words are checked and kept beside what the rules know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.improvements.city import City
from services.improvements.domain.improvement import Improvement
from services.improvements.domain.learning.assigned import UnitPeople, Wanted
from services.improvements.domain.refusals import Refusal
from services.improvements.record import MAX_TITLE, LearningTitle, Record


@dataclass(frozen=True, slots=True)
class LearningRequest:
    """What is to be learned: an xAPI activity id, its title by language, and the units with the number of people."""

    activity: str
    title: Mapping[str, str]
    units: tuple[UnitPeople, ...]


def wanted_of(request: LearningRequest | None) -> Wanted | None:
    """The same without its words, as the rules take it."""
    return None if request is None else Wanted(request.activity, request.units)


def unfit_learning(request: LearningRequest | None, city: City) -> Refusal | None:
    """A title that is missing in a language of the city, or a unit that the city does not have."""
    if request is None:
        return None
    for language in city.languages:
        if not 1 <= len(request.title.get(language, "").strip()) <= MAX_TITLE:
            reason = f"in {language} it has no title of 1 to {MAX_TITLE} characters"
            remedy = f"send one in each of: {', '.join(city.languages)}"
            return Refusal("title_unfit", reason, remedy, f"learning.title.{language}")
    unknown = next((each.unit for each in request.units if each.unit not in city.units), None)
    if unknown is None:
        return None
    return Refusal("name_unknown", f"the city has no {unknown!r}", "use the ids of its units", "learning.units")


def titled(record: Record, after: Improvement, request: LearningRequest | None) -> Record:
    """The record with the title of what was just assigned, in the languages that were sent."""
    if request is None or len(after.learning) == len(record.improvement.learning):
        return record
    names = {language: text.strip() for language, text in request.title.items()}
    return replace(record, learning=(*record.learning, LearningTitle(after.learning[-1].number, names)))
