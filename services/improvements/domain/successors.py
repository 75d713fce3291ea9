"""Units that were merged or renamed: what the old one did counts for the one that came after it."""

from collections.abc import Mapping


def current_unit(unit: str | None, successors: Mapping[str, str]) -> str | None:
    """The unit that a unit is today, by a mapping from old to new, over as many steps as there were.

    Raises ValueError when units follow each other in a circle: the mapping has to be corrected.
    """
    seen: list[str] = []
    while unit is not None and unit in successors:
        if unit in seen:
            raise ValueError(f"successors of units: {' → '.join([*seen, unit])} is a circle; remove one of these lines")
        seen.append(unit)
        unit = successors[unit]
    return unit
