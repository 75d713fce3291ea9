"""Ports follow the environment."""

import pytest

from deploy.local.ports import VARIABLES, Ports, free_ports, is_listening, ports_from
from deploy.processes import PROCESSES


def test_it_uses_the_usual_ports_when_nothing_is_said() -> None:
    assert ports_from({}) == Ports()


def test_it_moves_every_port_with_the_base() -> None:
    ports = ports_from({"TANGGAP_PORT_BASE": "20000"})
    assert sorted(ports.by_name().values()) == list(range(20_000, 20_000 + len(VARIABLES)))


def test_it_lets_a_ports_own_variable_win_over_the_base() -> None:
    ports = ports_from({"TANGGAP_PORT_BASE": "20000", "TANGGAP_STORE_PORT": "30000"})
    assert (ports.store, ports.api) == (30_000, 20_000)


def test_every_port_has_a_variable_of_its_own() -> None:
    assert set(VARIABLES) == set(Ports().by_name())
    assert len(set(VARIABLES.values())) == len(VARIABLES)


def test_a_process_has_the_operations_port_of_its_table() -> None:
    assert {name: Ports().ops(name) for name in PROCESSES} == {
        name: process.ops_port for name, process in PROCESSES.items()
    }
    assert ports_from({"TANGGAP_OPS_PORT_SLA": "30001"}).ops("sla") == 30_001


def test_it_hands_its_ports_to_another_process() -> None:
    ports = free_ports()
    assert ports_from(ports.variables()) == ports


@pytest.mark.parametrize("wrong", ["", "http", "0", "65536", "-1"])
def test_it_names_the_variable_that_is_no_port(wrong: str) -> None:
    with pytest.raises(ValueError, match="TANGGAP_API_PORT"):
        ports_from({"TANGGAP_API_PORT": wrong})


def test_it_finds_ports_that_are_free_and_different() -> None:
    found = free_ports().by_name().values()
    assert len(set(found)) == len(found)
    assert not any(is_listening(port) for port in found)
