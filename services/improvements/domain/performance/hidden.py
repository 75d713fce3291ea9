"""Which units' numbers are not shown where the others and the total are public: nobody may find them by subtraction."""

from collections.abc import Mapping

from services.improvements.domain.performance.standard import K


def left_out(numbers: Mapping[str, int], k: int = K) -> frozenset[str]:
    """The units whose number is not shown: those of fewer than `k` complaints, but not of none.

    If there are any, the next smallest go with them until they are at least two and have at least `k` together. The
    rule is that of the published figures of complaints.
    """
    hidden = {unit for unit, number in numbers.items() if 0 < number < k}
    if not hidden:
        return frozenset()
    others = sorted(numbers.keys() - hidden, key=lambda unit: (numbers[unit] == 0, numbers[unit], unit))
    for unit in others:
        if len(hidden) > 1 and sum(numbers[each] for each in hidden) >= k:
            break
        hidden.add(unit)
    return frozenset(hidden)
