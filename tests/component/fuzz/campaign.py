"""Makes requests for every operation that an API describes, and keeps what was answered otherwise than described."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.component.fuzz.served import Api, Headers, Served

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
DELIBERATE = 503
"""The only answer of 5xx that is meant: the store is unavailable."""
_VERSIONS = ", ".join(f'"v{number}"' for number in range(1, 60))
"""Any version will do, so that some steps of officers are taken."""
_MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

Operation = APIOperation[Any, Any, Any, Any]
Request = Case[Operation]
Progress = Callable[[str, int], None]


@dataclass
class Outcome:
    """How many requests got which status, by operation; and what was answered that should not have been, once each."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    mismatches: dict[tuple[str, int, str], str] = field(default_factory=dict)

    @property
    def made(self) -> int:
        """Requests that were made."""
        return sum(sum(counted.values()) for counted in self.statuses.values())


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """A batch is described as text; what is none is sent as it would be written."""
    return str(value).encode("utf-8", "replace")


def run(there: Served, count: int, start: int, progress: Progress = lambda _label, _made: None) -> Outcome:
    """About `count` requests, spread evenly over all operations; the same ones for the same `start`."""
    operations = [(api, each) for api in there.apis for each in _operations(api)]
    operations.sort(key=lambda pair: pair[1].method.upper() == "DELETE")  # the others need what is there
    each_mode = max(1, count // (len(operations) * len(_MODES)))
    outcome = Outcome()
    with requests.Session() as session:
        for api, operation in operations:
            for mode in _MODES:
                _try(_Trial(there, api, operation, session, outcome), mode, each_mode, start)
            progress(operation.label, outcome.made)
    return outcome


def _operations(api: Api) -> Sequence[Operation]:
    described = httpx.get(api.address + api.description).raise_for_status().json()
    found = schemathesis.openapi.from_dict(described).get_all_operations()
    return [each.ok() for each in found if isinstance(each, Ok)]


@dataclass(frozen=True)
class _Trial:
    there: Served
    api: Api
    operation: Operation
    session: requests.Session
    outcome: Outcome

    def make(self, request: Request, real: Mapping[str, str | None], caller: Headers, has_version: bool) -> None:
        """One request, with what is `real` in place of what was made up."""
        for name, value in real.items():
            if value is not None:
                request.path_parameters[name] = value
        headers: dict[str, Any] = dict(caller)
        if has_version:
            headers["If-Match"] = _VERSIONS
        response = request.call(base_url=self.api.address, session=self.session, headers=headers, timeout=30)
        counted = self.outcome.statuses.setdefault(self.operation.label, Counter())
        counted[response.status_code] += 1
        for name, said in _mismatches(request, response):
            key = (self.operation.label, response.status_code, name)
            self.outcome.mismatches.setdefault(key, f"{said}\n{request.as_curl_command(headers=headers)[:2_000]}")


def _try(trial: _Trial, mode: GenerationMode, count: int, start: int) -> None:
    names = [each.name for each in trial.operation.path_parameters]
    real = st.fixed_dictionaries(
        {name: st.one_of(st.none(), *[st.sampled_from(trial.there.known[name])] * 4) for name in names}
    )

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(trial.operation.as_strategy(generation_mode=mode), real, st.sampled_from(trial.api.callers), st.booleans())
    def make(request: Request, found: Mapping[str, str | None], caller: Headers, has_version: bool) -> None:
        trial.make(request, found, caller, has_version)

    with suppress(Unsatisfiable):  # an operation that takes nothing cannot be sent anything wrong
        make()


def _mismatches(request: Request, response: Response) -> Sequence[tuple[str, str]]:
    """What is not as described, by name, with the words for it."""
    if response.status_code >= 500 and response.status_code != DELIBERATE:
        return [("server error", response.text[:500])]
    try:
        request.validate_response(response, checks=CHECKS)
    except FailureGroup as group:
        return [(type(each).__name__, str(each)[:500]) for each in group.exceptions]
    except Failure as failure:
        return [(type(failure).__name__, str(failure)[:500])]
    return []
