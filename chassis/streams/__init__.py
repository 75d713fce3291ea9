"""The one way in which services read topics: safe batches, see `worker`."""

from chassis.streams.decision import UNCHANGED, Apply, Decide, Decision, Unchanged
from chassis.streams.events import event_of
from chassis.streams.worker import StreamWorker, TableSpec

__all__ = ["UNCHANGED", "Apply", "Decide", "Decision", "StreamWorker", "TableSpec", "Unchanged", "event_of"]
