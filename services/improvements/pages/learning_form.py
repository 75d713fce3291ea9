"""The form with which learning is assigned: its fields, and what was typed in them."""

from dataclasses import dataclass

from services.improvements.application.improve import StepRequest
from services.improvements.application.learning import LearningRequest
from services.improvements.city import City
from services.improvements.domain.learning.assigned import UnitPeople
from services.improvements.domain.rights import Principal, reaches
from services.improvements.pages.entered import day_in
from web.forms import Form

ASSIGN, WITHDRAW = "assign_learning", "withdraw_learning"
ACTIVITY, DUE_ON, UNITS = "learning-activity", "learning-due_on", "learning-units"
_TITLE, _PEOPLE = "learning-title-", "learning-people-"


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its label."""

    name: str
    label: str


def titles_of(city: City, label: str) -> list[Field]:
    """The fields of the title, one for each language of the city."""
    return [Field(f"{_TITLE}{language}", label.format(language=language)) for language in city.languages]


def units_of(who: Principal, city: City, language: str) -> list[Field]:
    """The fields of the units to which somebody may assign, by their names."""
    fields = [
        Field(f"{_PEOPLE}{unit}", city.unit_name(unit, language)) for unit in city.units if reaches(who, unit, city)
    ]
    return sorted(fields, key=lambda field: field.label)


def learning_in(form: Form, improvement_id: str, who: Principal, city: City) -> StepRequest:
    """The step that was sent. A number of people that is none is 0, which is refused at its place."""
    typed = {unit: form.text(f"{_PEOPLE}{unit}").strip() for unit in city.units if reaches(who, unit, city)}
    units = tuple(UnitPeople(unit, int(text) if _is_number(text) else 0) for unit, text in typed.items() if text)
    title = {language: form.text(f"{_TITLE}{language}") for language in city.languages}
    learning = LearningRequest(form.text(ACTIVITY).strip(), title, units)
    return StepRequest(improvement_id, ASSIGN, due_on=day_in(form.text(DUE_ON)), learning=learning)


def places(city: City) -> dict[str, str]:
    """The ids of the fields, by what a refusal calls them."""
    titles = {f"learning.title.{language}": f"{_TITLE}{language}" for language in city.languages}
    return {"learning.activity": ACTIVITY, "learning.units": UNITS, "due_on": DUE_ON, **titles}


def typed_in(form: Form, city: City) -> dict[str, str]:
    """What was typed, by the ids of the fields."""
    names = (
        ACTIVITY,
        DUE_ON,
        *(f"{_TITLE}{each}" for each in city.languages),
        *(f"{_PEOPLE}{each}" for each in city.units),
    )
    return {name: form.text(name) for name in names}


def reason_place(number: int) -> str:
    """The id of the field in which the reason of a withdrawal is chosen."""
    return f"withdraw-{number}-reason"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
