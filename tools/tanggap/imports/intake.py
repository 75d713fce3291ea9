"""Hands requests in at the intake API in batches, and again where no result came: that doubles nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from tanggap_client import BatchResult, Problem, ProblemFault, Refused, Retrying, TanggapClient, Unavailable
from tools.tanggap.imports.records import Fault

TIMEOUT_S = 30.0
"""Without any result. The API answers a hundred rows at a time."""
MAX_REASON = 300
RETRYING = Retrying(attempts=12, first_s=0.25, max_s=10.0)
"""In a row without any further result: about a minute and a half."""
REFUSES_WHOEVER_SENDS = frozenset({401, 403, 404, 405})


class IntakeUnavailable(Exception):
    """No more can be handed in: the API refuses whoever sends, or does not answer for long. The message says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: a complaint, known before when it is `repeated`; or the faults that it was refused for.

    The `column` of a fault is the field.
    """

    complaint_id: str = ""
    tracking_code: str = ""
    repeated: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the complaint is durably kept."""
        return bool(self.complaint_id)


class Intake(Protocol):
    """Whatever takes requests in, in any number, and answers in their order."""

    async def send(self, requests: Sequence[Mapping[str, Any]]) -> Sequence[Answer]:
        """Raises `IntakeUnavailable` when it is not known of all what became of them."""


class HttpIntake:
    """The intake API at `url`, as the channel with this key."""

    def __init__(self, url: str, key: str, retrying: Retrying = RETRYING) -> None:
        self._client = TanggapClient(url, key, retrying=retrying, timeout_s=TIMEOUT_S)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def send(self, requests: Sequence[Mapping[str, Any]]) -> Sequence[Answer]:
        """See `Intake`."""
        try:
            return [_answer(result) async for result in self._client.file_batch(requests)]
        except Unavailable as error:
            raise IntakeUnavailable(f"the intake API does not take it: {error}") from error
        except Refused as error:
            raise _refuses(error.problem) from error


def _answer(result: BatchResult) -> Answer:
    if result.id is not None:
        return Answer(result.id, result.tracking_code or "", result.replayed)
    problem = result.problem or Problem(status=result.status)
    if result.status in REFUSES_WHOEVER_SENDS or result.status >= 500:
        raise _refuses(problem)
    errors = problem.errors or (ProblemFault(field="", reason=_said(problem), remedy=""),)
    return Answer(
        faults=tuple(Fault(each.field, each.reason[:MAX_REASON], each.remedy[:MAX_REASON]) for each in errors)
    )


def _refuses(problem: Problem) -> IntakeUnavailable:
    return IntakeUnavailable(f"the intake API refuses: {_said(problem)}")


def _said(problem: Problem) -> str:
    return problem.detail or f"status {problem.status}"
