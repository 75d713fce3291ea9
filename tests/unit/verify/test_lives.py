"""Whole lives: the ledger finds nothing in one without a fault, and names each fault that is planted in one."""

import pytest

from tests.unit.verify.faults_of_lives import FAULTS_OF_LIVES
from tests.unit.verify.lives import LIVES


@pytest.mark.parametrize("name", LIVES)
def test_it_finds_nothing_in_a_life_without_a_fault(name: str) -> None:
    assert LIVES[name].report().findings == ()


@pytest.mark.parametrize("fault", FAULTS_OF_LIVES)
def test_it_names_the_fault(fault: str) -> None:
    kind, log = FAULTS_OF_LIVES[fault]
    assert kind in log.kinds()
