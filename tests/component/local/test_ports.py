"""Ports follow the environment."""

import pytest

from deploy.local.ports import VARIABLES, Ports, free_ports, is_listening, ports_from


def test_it_uses_the_usual_ports_when_nothing_is_said() -> None:
    assert ports_from({}) == Ports()


def test_it_moves_every_port_with_the_base() -> None:
    ports = ports_from({"TANGGAP_PORT_BASE": "20000"})
    assert sorted(ports.by_name().values()) == list(range(20_000, 20_010))


def test_it_lets_a_ports_own_variable_win_over_the_base() -> None:
    ports = ports_from({"TANGGAP_PORT_BASE": "20000", "TANGGAP_STORE_PORT": "30000"})
    assert (ports.store, ports.api) == (30_000, 20_000)


def test_it_knows_a_variable_for_every_port() -> None:
    assert set(VARIABLES) == set(Ports().by_name())


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
