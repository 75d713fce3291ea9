"""Each kind of page reads by an index and looks at few documents: the short form of `make bench-lists`."""

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from services.complaints.store.lists import MAX_READ
from tests.bench.lists import DEEP, PAGES, measure
from tests.stacks import fresh

SIZE = 1_500


@pytest.mark.slow
async def test_every_page_is_read_by_an_index_and_bounded(bare_stack: Stack, store: Store) -> None:
    results = await measure(fresh(bare_stack), (SIZE,), runs=1, say=lambda _: None)
    assert {each.name for each in results} >= PAGES.keys()
    assert len(results) == len(PAGES) + len(DEEP)
    for each in results:
        assert each.found > 0 or each.name == "unit, one person", each  # so few have none in so small a store
        assert {plan.split()[0] for plan in each.plans} == {"IXSCAN"}, each
        assert each.looked_at <= MAX_READ, each
    unfiltered = [each for each in results if each.name.removesuffix(", from the middle") in ("unit", "city")]
    assert {each.found for each in unfiltered} == {50}
    assert max(each.looked_at for each in unfiltered) <= 400, "of 1,500"
