"""The sample complaints; README.md explains the keys."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from city import reading

SAMPLE = Path(__file__).parent / "complaints.yaml"

Expectation = Literal["filed", "triage", "replayed", "follows", "refused"]
Story = Literal[
    "answered",
    "asks",
    "no_reply",
    "informs",
    "reopens",
    "transfer",
    "delegates",
    "reclassifies",
    "shares",
    "decides",
    "promise",
    "policy",
    "rejects",
    "late",
    "ignored",
]


class Sample(BaseModel):
    """One complaint as it is sent, and what must become of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    request: Mapping[str, Any] = Field(default_factory=dict)
    raw_body: str | None = None
    expect: Expectation
    unit: str | None = None
    original: str | None = None
    field: str | None = None
    why: str | None = None
    story: Story | None = None
    to: str | None = None
    category: str | None = None
    planted: tuple[str, ...] = ()

    @property
    def body(self) -> Mapping[str, Any]:
        """The body to send; long texts are written out."""
        body = dict(self.request)
        if repeat := body.pop("text_repeat", None):
            body["text"] = repeat["unit"] * repeat["times"]
        return body


class _File(BaseModel):
    version: str
    complaints: tuple[Sample, ...]


def load(path: Path = SAMPLE) -> tuple[Sample, ...]:
    """The samples in the order in which they must be sent; raises `ConfigurationError` with line and reason."""
    return reading.read(path, _File).complaints
