"""Batches give way to a slow store, and come back to full chunks when it is quick again."""

from services.complaints.api.pace import MAX_CHUNK, MIN_CHUNK, SLOW_S, Pace


def test_chunks_shrink_while_the_store_is_slow_and_grow_again() -> None:
    pace = Pace()
    sizes = []
    for seconds in [SLOW_S * 2] * 5 + [SLOW_S / 2] * 10:
        pace.took(seconds)
        sizes.append(pace.size)
    assert sizes[:5] == [50, 25, 12, 10, 10]
    assert sizes[4] == MIN_CHUNK
    assert sizes[5:] == [20, 30, 40, 50, 60, 70, 80, 90, 100, 100]
    assert sizes[-1] == MAX_CHUNK
