"""What the API accepts. Strict: no unknown field, no silent conversion."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from contracts.history import UNKNOWN_REASON
from contracts.values import AreaCode, Code, Instant, Language
from services.complaints.domain.free_text import MAX_EXTERNAL_ID, MAX_TEXT, PRINTABLE, proper_key, proper_text

_PRINTABLE: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "pattern": PRINTABLE,
    "description": "Not blank. Control characters are refused; only line breaks and tabs may stay.",
}

Text = Annotated[str, AfterValidator(proper_text), WithJsonSchema(_PRINTABLE | {"maxLength": MAX_TEXT})]
"""Free text of people, trimmed."""

ExternalId = Annotated[
    str,
    Field(min_length=1, max_length=MAX_EXTERNAL_ID),
    AfterValidator(proper_key),
    WithJsonSchema(_PRINTABLE | {"maxLength": MAX_EXTERNAL_ID}),
]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Place(_Body):
    """A point on earth in WGS 84 degrees."""

    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)


class History(_Body):
    """How a complaint ended in another system."""

    state: Literal["closed", "rejected", "withdrawn"]
    closed_at: Instant | None = Field(
        default=None, strict=False, description="not before filed_at; left out where that is not known"
    )
    reason: Code = Field(default=UNKNOWN_REASON, description="a code that the state knows, such as no_reply")


class NewComplaint(_Body):
    """A complaint as a channel hands it in. A category or area that the city does not know is read by people."""

    text: Text
    category: Code | None = Field(default=None, description="a code of the city, such as saluran-mampet")
    area: AreaCode | None = Field(default=None, description="a code of the ministry, such as 99.71.01.1001")
    point: Place | None = None
    external_id: ExternalId | None = Field(
        default=None, description="the channel's own id: sent again, it yields the same complaint"
    )
    language: Language | None = Field(default=None, description="of the complainant; the city's first by default")
    wants_updates: bool = Field(
        default=True, description="false: the complainant wants to hear only what is asked of them"
    )
    received_by: Literal["counter", "phone"] | None = Field(
        default=None, description="for officers who file for a citizen: how the citizen came; counter by default"
    )
    filed_at: Instant | None = Field(
        default=None, strict=False, description="for channels that may import: when it was filed in another system"
    )
    policy: Code | None = Field(
        default=None, description="for channels that may import: the policy in place of the category's"
    )
    history: History | None = Field(
        default=None,
        description="for channels that may import: it is over already. Nobody is notified, and no deadline runs",
    )


class NewFollower(_Body):
    """Somebody who is concerned by the same thing as a complaint."""

    text: Text | None = Field(default=None, description="what they have to add, for the officers")
    external_id: ExternalId | None = Field(
        default=None, description="the channel's own id: sent again, it yields the same follower"
    )
    language: Language | None = Field(default=None, description="of the follower; the city's first by default")
    wants_updates: bool = Field(default=True, description="false: the follower reads by the tracking code only")


class OfficerStep(_Body):
    """What people of the city add to an action. Which fields an action needs or takes, its refusal says."""

    reason: Code | None = Field(default=None, description="a code that the action knows, such as not_responsible")
    note: Text | None = Field(default=None, description="for colleagues only")
    message: Text | None = Field(default=None, description="shown to the complainant; every answer needs one")
    to_unit: Code | None = Field(
        default=None,
        description="one of /v1/units: to transfer to (after as many transfers as the policy allows, the triage desk"
        " decides), to delegate to, or to ask for its part",
    )
    to_person: Code | None = Field(default=None, description="delegate: who shall do the work")
    category: Code | None = Field(default=None, description="reclassify: the right one of /v1/categories")
    area: AreaCode | None = Field(default=None, description="reclassify: the right one of /v1/areas")
    policy: Code | None = Field(default=None, description="change_policy: the one that the law asks for")
    into: ExternalId | None = Field(default=None, description="merge: the id of the open complaint that it repeats")
    promised_until: Instant | None = Field(
        default=None, strict=False, description="acknowledge_escalation: until when an answer is promised"
    )


_Score = Annotated[int | None, Field(ge=1, le=4)]


class Scores(_Body):
    """The nine elements of the satisfaction survey, U1 to U9 of Permenpan-RB 14/2017. None may be left out.

    From 1, not good (tidak baik), to 4, very good (sangat baik).
    """

    requirements: _Score = Field(default=None, description="U1, persyaratan")
    procedure: _Score = Field(default=None, description="U2, sistem, mekanisme dan prosedur")
    time: _Score = Field(default=None, description="U3, waktu penyelesaian")
    cost: _Score = Field(default=None, description="U4, biaya/tarif")
    product: _Score = Field(default=None, description="U5, produk spesifikasi jenis pelayanan")
    competence: _Score = Field(default=None, description="U6, kompetensi pelaksana")
    behaviour: _Score = Field(default=None, description="U7, perilaku pelaksana")
    complaint_handling: _Score = Field(default=None, description="U8, penanganan pengaduan, saran dan masukan")
    facilities: _Score = Field(default=None, description="U9, sarana dan prasarana")


class ComplainantStep(_Body):
    """What a complainant adds to an action."""

    reason: Code | None = Field(default=None, description="a code that the action knows, such as not_fixed")
    text: Text | None = Field(default=None, description="for the officers; a reply and a comment need it")
    stars: int | None = Field(default=None, ge=1, le=5, description="rate: from 1, not helped at all, to 5")
    scores: Scores | None = Field(default=None, description="survey: a score for each of its nine elements")
