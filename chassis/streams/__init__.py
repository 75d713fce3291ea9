"""The one way in which services read topics: safe batches, see `worker`."""

from chassis.streams.batch import SHARED, UNCHANGED, Apply, Decide, Decision, Kept, Unchanged
from chassis.streams.events import age_from, event_of
from chassis.streams.state import Observer, State
from chassis.streams.worker import StreamWorker

__all__ = [
    "SHARED",
    "UNCHANGED",
    "Apply",
    "Decide",
    "Decision",
    "Kept",
    "Observer",
    "State",
    "StreamWorker",
    "Unchanged",
    "age_from",
    "event_of",
]
