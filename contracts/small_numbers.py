"""What is not published because it rests on few complaints, by itself or because the others and the total say it.

Both what is published of complaints and the figures of units keep to this.
"""

from collections.abc import Mapping

K = 5
"""What rests on fewer is not shown."""
Parts = tuple[int, ...]
"""The numbers of complaints that a figure rests on, each of which must not be found out where it is small."""


def left_out(parts: Mapping[str, Parts], k: int = K) -> frozenset[str]:
    """The groups of a table whose figure is not shown.

    First those that rest on fewer than `k`, but not on none. If there are any, the next smallest are left out with them
    until they are at least two and together rest on none, or on at least `k`: then several values are possible for
    each, also for somebody who subtracts the others from the total. (Where all are left out and still too few, the
    total itself is too small to be shown.)
    """
    hidden = {group for group, mine in parts.items() if is_small(mine, k)}
    if not hidden:
        return frozenset()
    others = sorted((each for each in parts if each not in hidden), key=lambda each: (*_size(parts[each]), each))
    for each in others:
        together = tuple(map(sum, zip(*(parts[group] for group in hidden), strict=True)))
        if len(hidden) > 1 and not is_small(together, k):
            break
        hidden.add(each)
    return frozenset(hidden)


def is_small(parts: Parts, k: int = K) -> bool:
    """Whether a part of a figure rests on fewer than `k`, but not on none."""
    return any(0 < part < k for part in parts)


def _size(parts: Parts) -> tuple[bool, int]:
    """Groups of which something is counted come first: one that is zero hides nothing."""
    return not any(parts), sum(parts)
