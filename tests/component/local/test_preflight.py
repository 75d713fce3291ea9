"""Preflight names what is missing or in use, and what to do."""

import os
import socket
from dataclasses import replace

from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.preflight import busy_ports, examine


def test_it_names_a_busy_port_its_variable_and_its_holder() -> None:
    with socket.create_server((HOST, 0)) as holder:
        port = holder.getsockname()[1]
        (finding,) = busy_ports(replace(free_ports(), smtp=port))
    assert f"port {port} (smtp) is in use" in finding.missing
    assert f"pid {os.getpid()}" in finding.missing
    assert "TANGGAP_SMTP_PORT" in finding.remedy


def test_it_does_not_complain_about_the_stacks_own_ports() -> None:
    with socket.create_server((HOST, 0)) as holder:
        ports = replace(free_ports(), smtp=holder.getsockname()[1])
        assert busy_ports(ports, frozenset({os.getpid()})) == []


def test_it_finds_nothing_missing_where_setup_was_run(bare_stack: Stack) -> None:
    assert examine(replace(bare_stack, ports=free_ports())) == []
