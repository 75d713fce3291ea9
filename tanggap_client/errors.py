"""What can go wrong: the API refuses, or nothing is known because it does not answer."""

from collections.abc import Mapping

from tanggap_client.models import Problem, ProblemFault

__all__ = ["Problem", "ProblemFault", "Refused", "TanggapError", "Unavailable"]


class TanggapError(Exception):
    """Whatever the client raises about an answer or its absence."""


class Refused(TanggapError):
    """The API has answered that it does not do this; `problem` says why, where and what to do instead."""

    def __init__(self, status: int, problem: Problem) -> None:
        self.status, self.problem = status, problem
        super().__init__(str(problem))


class Unavailable(TanggapError):
    """No answer, or only "later", to every attempt. Whether it was carried out is unknown; sending again is safe.

    `headers` are those of the last answer, if there was one: `Retry-After` may say when to go on.
    """

    def __init__(self, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.headers: Mapping[str, str] = headers or {}
        super().__init__(message)
