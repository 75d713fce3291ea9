"""How the API says why it refused something."""

from pydantic import BaseModel, ConfigDict


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProblemError(_Answer):
    """One thing that is wrong."""

    field: str
    reason: str
    remedy: str


class ProblemDetails(_Answer):
    """RFC 9457: why a request was refused and what to do instead."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError]
    instance: str
