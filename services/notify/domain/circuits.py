"""One dead endpoint slows nobody else: after a few failures in a row it is left alone for growing times.

A circuit is closed (messages go), open (none goes until a moment) or half-open (one goes, to find out). Failures are
what speaks of the endpoint and not of a message: no connection, no answer, 5xx. Any other answer shows that somebody
is there and closes the circuit, but when it asks to wait (`Retry-After`) nothing else is sent there until then.

What an open circuit holds back is to be postponed without using up an attempt. Only endpoints in trouble are kept, a
bounded number of them; one that is forgotten is merely tried again.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.outcomes import UNREACHABLE, Accepted, NoReply, Outcome, Refused
from services.notify.domain.schedule import asked_wait

FAILURES = 5
"""So many failures in a row open a circuit."""

WAITS = (
    timedelta(seconds=15),
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
)
"""How long it is open: each time in a row longer, the last one for all further times."""

PROBE_LIMIT = timedelta(minutes=2)
"""The result of the one message of a half-open circuit is waited for so long; then another one may go."""

MAX_ENDPOINTS = 10_000


@dataclass(frozen=True)
class Circuit:
    """An endpoint in trouble. Closed while `until` is None or, in a half-open one, its message is under way."""

    failures: int = 0
    times_open: int = 0
    until: datetime | None = None
    is_probing: bool = False


class Circuits:
    """The circuits of one sender. Endpoints are told apart by any text that stays the same, such as their address."""

    def __init__(
        self, failures: int = FAILURES, waits: Sequence[timedelta] = WAITS, max_endpoints: int = MAX_ENDPOINTS
    ) -> None:
        self._failures, self._waits, self._max_endpoints = failures, waits, max_endpoints
        self._circuits: OrderedDict[str, Circuit] = OrderedDict()

    def __len__(self) -> int:
        """How many endpoints are in trouble, as far as they are kept."""
        return len(self._circuits)

    def may_send(self, endpoint: str, now: datetime) -> bool:
        """Whether a message may go now. A half-open circuit says yes once, so ask only when you would send."""
        circuit = self._circuits.get(endpoint)
        if circuit is None or circuit.until is None:
            return True
        if now < circuit.until:
            return False
        self._keep(endpoint, Circuit(circuit.failures, circuit.times_open, now + PROBE_LIMIT, is_probing=True))
        return True

    def is_probing(self, endpoint: str) -> bool:
        """Whether one message is under way to find out: others may follow as soon as its result is known."""
        circuit = self._circuits.get(endpoint)
        return circuit is not None and circuit.is_probing

    def until(self, endpoint: str, now: datetime) -> datetime | None:
        """When to ask again about an endpoint that may not be sent to; None when it may."""
        circuit = self._circuits.get(endpoint)
        return circuit.until if circuit and circuit.until and now < circuit.until else None

    def note(self, endpoint: str, outcome: Outcome, now: datetime) -> None:
        """Learn from an attempt that ended `now`."""
        circuit = self._after(self._circuits.get(endpoint, Circuit()), outcome, now)
        if circuit is None:
            self._circuits.pop(endpoint, None)
        else:
            self._keep(endpoint, circuit)

    def _after(self, circuit: Circuit, outcome: Outcome, now: datetime) -> Circuit | None:
        asked = asked_wait(outcome)
        if not speaks_of_endpoint(outcome):
            return Circuit(until=now + asked) if asked else None
        if self._is_open(circuit, now):
            # Begun before it opened: a burst of failures is one reason to wait, not many.
            return circuit
        failures = circuit.failures + 1
        if failures < self._failures:
            return Circuit(failures, until=now + asked if asked else None)
        wait = self._waits[min(circuit.times_open, len(self._waits) - 1)]
        return Circuit(failures, circuit.times_open + 1, now + max(wait, asked))

    @staticmethod
    def _is_open(circuit: Circuit, now: datetime) -> bool:
        return circuit.until is not None and now < circuit.until and not circuit.is_probing

    def _keep(self, endpoint: str, circuit: Circuit) -> None:
        self._circuits[endpoint] = circuit
        self._circuits.move_to_end(endpoint)
        if len(self._circuits) > self._max_endpoints:
            self._circuits.popitem(last=False)


def speaks_of_endpoint(outcome: Outcome) -> bool:
    """Whether an attempt failed because of the endpoint, so that others there would fail as well."""
    match outcome:
        case Accepted():
            return False
        case NoReply():
            return True
        case Refused(permanent=permanent, code=code):
            return not permanent and (code in UNREACHABLE if isinstance(code, str) else code >= 500)
