"""Activities with their definitions, among them the interactions of tests."""

from collections.abc import Iterator, Mapping

from services.improvements.domain.learning.xapi.checking import a_list, all_of, an_object, one_of
from services.improvements.domain.learning.xapi.values import EXTENSIONS, IRI, LANGUAGE_MAP, TEXT
from services.improvements.domain.refusals import Refusal

_COMPONENTS: Mapping[str, tuple[str, ...]] = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "true-false": (),
    "fill-in": (),
    "long-fill-in": (),
    "numeric": (),
    "other": (),
}
"""Which lists an interaction of a type may have."""
_LISTS = ("choices", "scale", "source", "target", "steps")
_LIST = a_list(an_object({"id": TEXT, "description": LANGUAGE_MAP}, ("id",)))


def _fits_its_interaction(value: object, at: str) -> Iterator[Refusal]:
    if not isinstance(value, dict):
        return
    kind = value.get("interactionType")
    allowed = _COMPONENTS.get(kind, ()) if isinstance(kind, str) else ()
    for name in _LISTS:
        if name in value and name not in allowed:
            reason = "an interaction of this type has no such list"
            yield Refusal("member_unknown", reason, "leave it out", f"{at}.{name}")
    if "correctResponsesPattern" in value and kind is None:
        place = f"{at}.interactionType"
        yield Refusal("member_missing", "there are correct responses to nothing", "send the type of interaction", place)


_DEFINITION = all_of(
    an_object(
        {
            "name": LANGUAGE_MAP,
            "description": LANGUAGE_MAP,
            "type": IRI,
            "moreInfo": IRI,
            "extensions": EXTENSIONS,
            "interactionType": one_of(*_COMPONENTS),
            "correctResponsesPattern": a_list(TEXT),
            **dict.fromkeys(_LISTS, _LIST),
        }
    ),
    _fits_its_interaction,
)
ACTIVITY = an_object({"objectType": one_of("Activity"), "id": IRI, "definition": _DEFINITION}, ("id",))
