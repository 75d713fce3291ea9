"""What the API says of complaints that may be about the same thing."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Similar(BaseModel):
    """An open complaint of the same category that may be about the same thing. `likeness` is that of the texts, up to
    100. `id`, `link` and `state` are there for whoever may know them; `distance_m` where both have a point.
    """

    model_config = ConfigDict(frozen=True)

    category: str | None
    filed_at: datetime
    likeness: int
    distance_m: int | None = None
    id: str | None = None
    link: str | None = None
    state: str | None = None
