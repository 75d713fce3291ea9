"""A worker that reads a topic whose subjects are no complaints, and counts the events of each subject."""

from collections.abc import Sequence
from typing import ClassVar

from chassis.ops import Ops
from chassis.process import Component, run
from chassis.producer import Producer
from chassis.records import Incoming
from chassis.settings import KafkaSettings
from chassis.streams import Decision, Kept, State, StreamWorker, event_of
from chassis.watchdog import Watchdog
from contracts.events import Event
from contracts.records import Record
from contracts.registry import EVENTS
from contracts.topics import CLOCKS_CHANGELOG, DEADLINES, Topic


class ActionOpened(Event):
    """Somebody has begun to mend what keeps going wrong."""

    type: ClassVar[str] = "action.opened.v2"
    category: str


ACTIONS = Topic(
    "improvement-actions", "improvements", ("sla",), (ActionOpened,), "what is mended", subject="improvement action"
)


def count(record: Incoming, kept: Kept) -> Decision:
    """Emit the category, and how many events there have been of this action."""
    event = event_of(record)
    assert isinstance(event, ActionOpened)
    seen = int(kept.value or b"0") + 1
    output = Record(DEADLINES.name, record.key, f"{event.category} {seen}".encode())
    return Decision("counted", (output,), b"%d" % seen, age_from=event.occurred_at)


def create_app(settings: KafkaSettings) -> Sequence[Component]:
    """The components of the worker."""
    watchdog = Watchdog(settings.watchdog_limit_s)
    producer = Producer(settings.kafka_bootstrap, settings.topic_prefix, settings.instance, watchdog)
    worker = StreamWorker(
        stage="sla",
        settings=settings,
        topics=(ACTIONS,),
        decide=count,
        outcomes=("counted",),
        producer=producer,
        watchdog=watchdog,
        state=State(settings, CLOCKS_CHANGELOG),
    )
    components = (watchdog, producer, worker)
    return (Ops("improving", components, settings.host, settings.ops_port), *components)


if __name__ == "__main__":
    # Only in this process: the tests that hold the project's own types against its texts share theirs.
    EVENTS[ActionOpened.type] = ActionOpened
    run("improving", KafkaSettings, create_app)
