"""The kinds of things that messages are about. The topic of an event says which one its subject is."""

from typing import NamedTuple

COMPLAINT, FINDING, IMPROVEMENT = "complaint", "finding", "improvement"
"""The subjects of topics (`contracts.topics`)."""


class Key(NamedTuple):
    """One thing that messages are about, by its kind and its id."""

    about: str
    id: str
