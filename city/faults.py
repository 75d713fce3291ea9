"""A fault that a check has found, before it is known in which folder the file lies."""

from dataclasses import dataclass

Location = tuple[int | str, ...]
"""The way to a field: `("units", 3, "parent")`."""


@dataclass(frozen=True)
class Fault:
    """`file` as in `units` for units.yaml. `other` is a place in the same file that the fault is about too."""

    file: str
    at: Location
    reason: str
    other: Location | None = None
