"""A real broker and a real store on free ports, for the tests that need them.

Use `stack` for both, or `broker` and `store` alone. They live as long as the test session; what keeps tests apart is
`fresh(stack)`: a prefix for topics and a database of their own.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from deploy.local.broker import Broker
from deploy.local.daemon import Daemon
from deploy.local.environment import Stack
from deploy.local.mailbox import Mailbox
from deploy.local.ports import free_ports
from deploy.local.store import Store

D = TypeVar("D", bound=Daemon)

__all__ = ["Stack", "bare_stack", "broker", "fresh", "mailbox", "stack", "store"]


def fresh(stack: Stack) -> Stack:
    """The same broker and store, with a topic prefix and a database that no other test uses."""
    name = f"t{uuid.uuid4().hex[:8]}"
    return replace(stack, prefix=f"{name}-", database=name)


@pytest.fixture(scope="session")
def bare_stack(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """Directory and ports, with nothing running."""
    return Stack(directory=tmp_path_factory.mktemp("stack"), ports=free_ports())


@pytest.fixture(scope="session")
def broker(bare_stack: Stack) -> Iterator[Broker]:
    """A broker that is ready."""
    yield from _running(Broker(bare_stack.directory / "kafka", bare_stack.ports))


@pytest.fixture(scope="session")
def store(bare_stack: Stack) -> Iterator[Store]:
    """A store that is ready."""
    yield from _running(Store(bare_stack.directory / "store", bare_stack.ports))


@pytest.fixture(scope="session")
def mailbox(bare_stack: Stack) -> Iterator[Mailbox]:
    """A mailbox that is ready; its mails are in `bare_stack.mail`."""
    yield from _running(Mailbox(bare_stack.mail, bare_stack.ports))


@pytest.fixture
def stack(bare_stack: Stack, broker: Broker, store: Store) -> Stack:
    """A running broker and store, with a topic prefix and a database for this test alone."""
    return fresh(bare_stack)


def _running(daemon: D) -> Iterator[D]:
    daemon.start()
    try:
        daemon.wait_until_ready()
        yield daemon
    finally:
        daemon.stop()
