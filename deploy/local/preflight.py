"""What this machine lacks for a local stack, and how to get it: `python -m deploy.local.preflight`."""

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local.broker import LIBS
from deploy.local.environment import Stack, stack_from
from deploy.local.java import NEEDED, find_java
from deploy.local.ports import BASE_VARIABLE, VARIABLES, Ports, is_listening

NEEDED_DISK = 2 * 1024**3
NEEDED_MEMORY = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that is missing and what to do about it."""

    missing: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.missing}: {self.remedy}"


def examine(stack: Stack, own_pids: frozenset[int] = frozenset()) -> list[Finding]:
    """Everything that would keep the stack from running. Ports held by `own_pids` do not count."""
    checks: list[Callable[[], Iterable[Finding]]] = [
        _java,
        _jars,
        lambda: _disk(stack.directory),
        _memory,
        lambda: busy_ports(stack.ports, own_pids),
    ]
    return [finding for check in checks for finding in check()]


def busy_ports(ports: Ports, own_pids: frozenset[int] = frozenset()) -> list[Finding]:
    """The ports that another program holds, each with the variable that moves it."""
    found = []
    for name, port in ports.by_name().items():
        holder = port_holder(port)
        if is_listening(port) and not (holder and holder.pid in own_pids):
            by = f" by {holder.name()} (pid {holder.pid})" if holder else ""
            remedy = f"set {VARIABLES[name]} to a free port, or move all ports with {BASE_VARIABLE}"
            found.append(Finding(f"port {port} ({name}) is in use{by}", remedy))
    return found


def port_holder(port: int) -> psutil.Process | None:
    """The process that listens on the port, if the system lets us see it."""
    try:
        connections = psutil.net_connections("tcp")
        pids = [c.pid for c in connections if c.status == psutil.CONN_LISTEN and c.laddr and c.laddr.port == port]
        return psutil.Process(pids[0]) if pids and pids[0] else None
    except psutil.Error:
        return None


def _java() -> Iterable[Finding]:
    if find_java() is None:
        yield Finding(
            f"Java {NEEDED} or newer", "on Debian `apt-get install openjdk-17-jre-headless`, then `make setup`"
        )


def _jars() -> Iterable[Finding]:
    if (LIBS / ".stamp").exists():
        return
    maven = "" if shutil.which("mvn") else "install Maven (on Debian `apt-get install maven`), then "
    yield Finding("the broker's jars", f"{maven}run `make setup`")


def _disk(directory: Path) -> Iterable[Finding]:
    existing = next(each for each in (directory, *directory.parents) if each.exists())
    free = shutil.disk_usage(existing).free
    if free < NEEDED_DISK:
        remedy = "free some space, or set TANGGAP_LOCAL to a directory on another disk"
        yield Finding(f"{free / 1024**3:.1f} GiB of disk left, {NEEDED_DISK / 1024**3:.0f} GiB needed", remedy)


def _memory() -> Iterable[Finding]:
    free = psutil.virtual_memory().available
    if free < NEEDED_MEMORY:
        needed = f"{NEEDED_MEMORY / 1024**3:.0f} GiB needed"
        yield Finding(f"{free / 1024**3:.1f} GiB of memory free, {needed}", "close other programs")


def main() -> int:
    """Print what is missing. 0 when nothing is."""
    try:
        findings = examine(stack_from())
    except ValueError as error:
        findings = [Finding("the ports", str(error))]
    for finding in findings:
        print(f"preflight: {finding}", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
