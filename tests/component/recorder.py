"""Sees the commands that the services send to the store: what they ask for, and for how long."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient, monitoring

Client = MongoClient[dict[str, Any]]

_OF_THE_CLIENT = frozenset({"hello", "endSessions", "getMore"})
_PREPARING = frozenset({"ping", "createIndexes", "dropIndexes", "renameCollection"})


@dataclass(frozen=True)
class Sent:
    """One command as it was sent."""

    name: str
    database: str
    body: Mapping[str, Any]

    def conditions(self) -> list[Mapping[str, Any]]:
        """What it matches documents by: a condition for each of its parts, none where it only adds documents."""
        match self.name:
            case "find":
                return [self.body["filter"]]
            case "findAndModify":
                return [self.body["query"]]
            case "aggregate":
                return [self.body["pipeline"][0]["$match"]]
            case "update":
                return [part["q"] for part in self.body["updates"]]
        return []

    @property
    def collection(self) -> str:
        return str(self.body[self.name])


class _Recorder(monitoring.CommandListener):
    """Hears of the commands of every client that is made after this module was imported."""

    def __init__(self) -> None:
        self.open: list[tuple[list[Sent], frozenset[str]]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        for sent, left_out in self.open:
            if event.command_name not in left_out:
                sent.append(Sent(event.command_name, event.database_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


_RECORDER = _Recorder()
monitoring.register(_RECORDER)


@contextmanager
def recorded(preparing: bool = False) -> Iterator[list[Sent]]:
    """The commands that are sent meanwhile; those that prepare a collection only when asked for."""
    entry: tuple[list[Sent], frozenset[str]] = ([], _OF_THE_CLIENT if preparing else _OF_THE_CLIENT | _PREPARING)
    _RECORDER.open.append(entry)
    try:
        yield entry[0]
    finally:
        _RECORDER.open.remove(entry)


def most_matched(client: Client, sent: list[Sent]) -> int:
    """The largest number of documents that one of the commands may match, whatever its limit."""
    return max(
        sum(1 for _ in client[each.database][each.collection].find(condition, {"_id": 1}))
        for each in sent
        for condition in each.conditions()
    )


def scans(client: Client, sent: list[Sent]) -> list[str]:
    """The commands for which the store would read a whole collection: neither an index nor ids narrow them down."""
    return [
        f"{each.name} {each.collection} {condition}"
        for each in sent
        for condition in each.conditions()
        if not _names_ids(condition)
        and "COLLSCAN" in str(client[each.database][each.collection].find(condition).explain()["queryPlanner"])
    ]


def _names_ids(condition: Mapping[str, Any]) -> bool:
    ids = condition.get("_id")
    return isinstance(ids, str) or (isinstance(ids, Mapping) and set(ids) == {"$in"})
