"""The stack from the command line: components start, survive a crash, and stop; nothing else is touched."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.components import Component, components_of
from deploy.local.control import halt, launch, own_pids, status_of, wait_ready
from deploy.local.environment import Stack, service_environment, stack_from, stack_variables
from deploy.local.pids import recorded
from deploy.local.ports import free_ports
from deploy.local.prepare import PreparationError, prepare
from deploy.processes import PROCESSES, Platform


@pytest.fixture
def own_stack(tmp_path: Path) -> Stack:
    return Stack(directory=tmp_path, ports=free_ports())


@pytest.fixture
def running_mailbox(own_stack: Stack) -> Iterator[Component]:
    component = components_of(own_stack)["mailbox"]
    launch(own_stack, component)
    try:
        wait_ready(own_stack, component)
        yield component
    finally:
        halt(own_stack, component.name)


def test_it_starts_a_component_and_stops_it(own_stack: Stack, running_mailbox: Component) -> None:
    status = status_of(own_stack, running_mailbox)
    assert (status.state, status.address) == ("ready", f"127.0.0.1:{own_stack.ports.smtp}")
    assert status.memory > 1_000_000
    assert own_pids(own_stack, ["mailbox", "sla"]) == {status.pid}
    assert not launch(own_stack, running_mailbox), "a component that runs is not started twice"
    assert halt(own_stack, "mailbox") == "stopped"
    assert status_of(own_stack, running_mailbox).state == "stopped"
    assert halt(own_stack, "mailbox") == "was not running"


def test_it_starts_a_killed_component_again(own_stack: Stack, running_mailbox: Component) -> None:
    pid = status_of(own_stack, running_mailbox).pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 30
    while (status := status_of(own_stack, running_mailbox)).state != "ready" or status.pid == pid:
        assert time.monotonic() < until, "the mailbox did not come back"
        time.sleep(0.1)


def test_it_ends_a_component_that_lost_its_supervisor(own_stack: Stack, running_mailbox: Component) -> None:
    supervisor = recorded(own_stack.supervisor_file("mailbox"))
    assert supervisor
    supervisor.kill()
    assert halt(own_stack, "mailbox") != "was not running"
    assert not running_mailbox.is_ready()


def test_it_has_every_process_of_the_table_after_the_platform(own_stack: Stack) -> None:
    components = components_of(own_stack)
    assert list(components) == [*Platform, *PROCESSES]
    for name, process in PROCESSES.items():
        assert components[name].needs == process.needs
        assert set(process.variables) <= set(components[name].environment)


def test_it_hands_a_stack_to_another_process(own_stack: Stack) -> None:
    assert stack_from(stack_variables(own_stack)) == own_stack


def test_it_gives_each_service_its_own_port_and_name(own_stack: Stack) -> None:
    environments = [service_environment(own_stack, service) for service in PROCESSES]
    assert len({environment["OPS_PORT"] for environment in environments}) == len(PROCESSES)
    assert [environment["INSTANCE"] for environment in environments] == [f"{service}-0" for service in PROCESSES]


def test_it_prepares_once_for_each_start_of_the_broker(own_stack: Stack) -> None:
    record = own_stack.directory / "record"
    step = [sys.executable, "-c", f"open({str(record)!r}, 'a').write('x')"]
    for _ in range(2):
        prepare(own_stack, [step])
    own_stack.pid_file("broker").write_text("another start")
    prepare(own_stack, [step])
    assert record.read_text() == "xx"


def test_it_says_which_preparation_failed_and_tries_again(own_stack: Stack) -> None:
    step = [sys.executable, "-c", "import sys; sys.exit('no topics')"]
    for _ in range(2):
        with pytest.raises(PreparationError, match="no topics"):
            prepare(own_stack, [step])
