"""What sla emits is counted where operators look for it."""

import pytest
from prometheus_client import Counter

from contracts.events import DeadlineExpired, DeadlineReminder, Event
from services.sla import metrics
from tests.unit.sla.watching import COMPLAINT, moment

REMINDED = DeadlineReminder(
    id="r-1",
    subject=COMPLAINT,
    occurred_at=moment(5),
    unit="dinas-pu",
    assignment_number=1,
    clock="reply_by",
    due_at=moment(10),
    share=0.5,
)
EXPIRED = DeadlineExpired(**REMINDED.model_dump(exclude={"share", "channel"}), started_seq=3)


@pytest.mark.parametrize(
    ("event", "counter"), [(REMINDED, metrics.reminders), (EXPIRED, metrics.expiries)], ids=["reminder", "expiry"]
)
def test_what_the_complainant_owes_is_counted_by_its_clock(event: Event, counter: Counter) -> None:
    before = counter.labels("reply_by")._value.get()
    metrics.count([event])
    assert counter.labels("reply_by")._value.get() == before + 1
