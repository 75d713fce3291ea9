"""Whatever is sent, it is answered as the APIs describe it: the short form of the campaign."""

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.fuzz.campaign import run
from tests.component.fuzz.served import served
from tests.short import IS_SHORT
from tests.stacks import fresh

REQUESTS = 200 if IS_SHORT else 400
SEED = 1


@pytest.mark.slow
def test_nothing_is_answered_otherwise_than_described(bare_stack: Stack, store: Store) -> None:
    with served(fresh(bare_stack)) as there:
        outcome = run(there, REQUESTS, SEED)
    assert outcome.mismatches == {}
    assert outcome.made > REQUESTS * 0.8
    taken = [label for label, counted in outcome.statuses.items() if any(status < 300 for status in counted)]
    assert len(taken) > len(outcome.statuses) / 3, "most requests do not get past the first check"
