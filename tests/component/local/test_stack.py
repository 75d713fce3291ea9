"""The stack from the command line: parts come up, survive a crash, and go down; nothing else is touched."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from deploy.local.control import halt, launch, own_pids, status_of, wait_ready
from deploy.local.environment import REPOSITORY, Stack, service_environment, stack_from, stack_variables
from deploy.local.parts import Component, parts_of
from deploy.local.ports import SERVICES, free_ports
from deploy.local.prepare import PreparationError, prepare
from deploy.local.processes import recorded


@pytest.fixture
def own_stack(tmp_path: Path) -> Stack:
    return Stack(directory=tmp_path, ports=free_ports())


@pytest.fixture
def running_mailbox(own_stack: Stack) -> Iterator[Component]:
    part = parts_of(own_stack)["mailbox"]
    launch(own_stack, part)
    try:
        wait_ready(own_stack, part)
        yield part
    finally:
        halt(own_stack, part.name)


def test_it_starts_a_part_and_stops_it(own_stack: Stack, running_mailbox: Component) -> None:
    status = status_of(own_stack, running_mailbox)
    assert (status.state, status.address) == ("ready", f"127.0.0.1:{own_stack.ports.smtp}")
    assert status.memory > 1_000_000
    assert own_pids(own_stack, ["mailbox", "sla"]) == {status.pid}
    assert not launch(own_stack, running_mailbox), "a part that runs is not started twice"
    assert halt(own_stack, "mailbox") == "stopped"
    assert status_of(own_stack, running_mailbox).state == "stopped"
    assert halt(own_stack, "mailbox") == "was not running"


def test_it_brings_a_killed_part_back(own_stack: Stack, running_mailbox: Component) -> None:
    pid = status_of(own_stack, running_mailbox).pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 30
    while (status := status_of(own_stack, running_mailbox)).state != "ready" or status.pid == pid:
        assert time.monotonic() < until, "the mailbox did not come back"
        time.sleep(0.1)


def test_it_ends_a_part_that_lost_its_supervisor(own_stack: Stack, running_mailbox: Component) -> None:
    supervisor = recorded(own_stack.supervisor_file("mailbox"))
    assert supervisor
    supervisor.kill()
    assert halt(own_stack, "mailbox") != "was not running"
    assert not running_mailbox.is_ready()


def test_it_has_the_same_parts_in_the_procfile(own_stack: Stack) -> None:
    procfile = parse_procfile((REPOSITORY / "Procfile").read_text())
    parts = list(parts_of(own_stack))
    assert list(procfile.processes) == parts
    assert all(command.endswith(f" -m deploy.local.run {part}") for part, command in procfile.processes.items())


def test_it_hands_a_stack_to_another_process(own_stack: Stack) -> None:
    assert stack_from(stack_variables(own_stack)) == own_stack


def test_it_gives_each_service_its_own_port_and_name(own_stack: Stack) -> None:
    environments = [service_environment(own_stack, service) for service in SERVICES]
    assert len({environment["OPS_PORT"] for environment in environments}) == len(SERVICES)
    assert [environment["INSTANCE"] for environment in environments] == [f"{service}-0" for service in SERVICES]


def test_it_prepares_once_for_each_start_of_the_broker(own_stack: Stack) -> None:
    diary = own_stack.directory / "diary"
    step = [sys.executable, "-c", f"open({str(diary)!r}, 'a').write('x')"]
    for _ in range(2):
        prepare(own_stack, [step])
    own_stack.pid_file("broker").write_text("another start")
    prepare(own_stack, [step])
    assert diary.read_text() == "xx"


def test_it_says_which_preparation_failed_and_tries_again(own_stack: Stack) -> None:
    step = [sys.executable, "-c", "import sys; sys.exit('no topics')"]
    for _ in range(2):
        with pytest.raises(PreparationError, match="no topics"):
            prepare(own_stack, [step])
