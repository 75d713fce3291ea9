"""The metrics of improvements.

What is open and when editions were made is the same in every process, so the one that holds the lease of the searches
shows it; one that has lost it shows none of it from that moment on.
"""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import REGISTRY, Counter, Gauge
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.metrics import PREFIX
from contracts.values import EffectVerdict
from services.improvements.domain.actions import ACTIONS
from services.improvements.domain.improvement import OPEN
from services.improvements.domain.performance.periods import KINDS
from services.improvements.domain.satisfaction import Via
from services.improvements.domain.survey_answers import Entered
from services.improvements.record import Counts

TAKEN, REFUSED = "taken", "refused"
OPENED, CLOSED, DISMISSED = "opened", "closed", "dismissed"
SENT_OUTCOMES = ("sent", "refused", "put_off")
RECEIVED_OUTCOMES = ("kept", "known", "ignored", "refused")

actions = Counter(f"{PREFIX}improvement_actions", "Steps of improvement actions.", ["action", "outcome"])
effects = Counter(f"{PREFIX}effects_judged", "Judgements of what became of an action's measure.", ["verdict"])
findings = Counter(f"{PREFIX}findings_changed", "Findings that were opened, closed or laid aside.", ["change"])
last_search = Gauge(f"{PREFIX}findings_last_search_timestamp_seconds", "When patterns were last searched for.")
search_seconds = Gauge(f"{PREFIX}findings_search_seconds", "How long the last search for patterns took.")
editions = Counter(f"{PREFIX}editions_made", "Editions of figures that were made, also again.", ["kind"])
edition_seconds = Gauge(f"{PREFIX}edition_seconds", "How long the last edition took.", ["kind"])
answers = Counter(f"{PREFIX}survey_answers", "Answers to the satisfaction survey that were kept.", ["via"])
forms = Counter(f"{PREFIX}survey_forms", "Paper forms that somebody entered, by what became of them.", ["outcome"])
learning_sent = Counter(f"{PREFIX}learning_statements", "Statements about learning that were to be sent.", ["outcome"])
learning_waiting = Gauge(f"{PREFIX}learning_statements_waiting", "Statements about learning that wait to be sent.")
learning_received = Counter(
    f"{PREFIX}learning_statements_received", "Statements about learning that were sent to us.", ["outcome"]
)

for _outcome in SENT_OUTCOMES:
    learning_sent.labels(_outcome)
for _outcome in RECEIVED_OUTCOMES:
    learning_received.labels(_outcome)
for _action in ("propose", "unknown", *ACTIONS):  # zero and no data are not the same
    for _outcome in (TAKEN, REFUSED):
        actions.labels(_action, _outcome)
for _verdict in EffectVerdict:
    effects.labels(_verdict.value)
for _change in (OPENED, CLOSED, DISMISSED):
    findings.labels(_change)
for _kind in KINDS:
    editions.labels(_kind)
    edition_seconds.labels(_kind)
for _via in Via:
    answers.labels(_via.value)
for _entered in Entered:
    forms.labels(_entered.value)


class Numbers(Collector):
    """Shows what `counts` answers whenever it is asked; None: this process is not the one that shows them."""

    def __init__(self) -> None:
        self.counts: Callable[[], Counts | None] = lambda: None

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """The metrics, without their values."""
        return _families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metrics as they are now."""
        findings_open, open_, overdue, last_made = _families()
        counts = self.counts()
        if counts is not None:
            findings_open.add_metric((), counts.findings)
            overdue.add_metric((), counts.overdue)
            for state in OPEN:
                open_.add_metric((state.value,), counts.states.get(state.value, 0))
            for kind, at in counts.made_at.items():
                last_made.add_metric((kind,), at.timestamp())
        yield from (findings_open, open_, overdue, last_made)


def _families() -> tuple[GaugeMetricFamily, ...]:
    return (
        GaugeMetricFamily(f"{PREFIX}findings_open", "Findings that are open."),
        GaugeMetricFamily(f"{PREFIX}improvements_open", "Improvement actions that are open.", labels=("state",)),
        GaugeMetricFamily(f"{PREFIX}improvements_overdue", "Open improvement actions with a deadline that has passed."),
        GaugeMetricFamily(
            f"{PREFIX}edition_last_made_timestamp_seconds",
            "When the latest edition of figures was made.",
            labels=("kind",),
        ),
    )


numbers = Numbers()
REGISTRY.register(numbers)
