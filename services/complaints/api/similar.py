"""From hints of similar complaints to what is shown of them."""

from collections.abc import Iterable

from services.complaints.api.schemas.similar import Similar
from services.complaints.application.similar import Hint


def shown(hints: Iterable[Hint] | None) -> list[Similar] | None:
    """What a complaint may repeat; None when that was not known in time."""
    return None if hints is None else [_similar(each) for each in hints]


def _similar(hint: Hint) -> Similar:
    known = (
        {} if hint.complaint_id is None else {"id": hint.complaint_id, "link": f"/v1/complaints/{hint.complaint_id}"}
    )
    return Similar(
        category=hint.category,
        filed_at=hint.filed_at,
        likeness=hint.ratio,
        distance_m=hint.distance_m,
        state=hint.state if known else None,
        **known,
    )
