"""One part of the local stack in the foreground: `python -m deploy.local.run sla`. The Procfile is made of these."""

import os
import sys
import time

import typer

from deploy.local.daemon import NotReadyError
from deploy.local.environment import Stack, stack_from
from deploy.local.parts import Component, parts_of
from deploy.local.prepare import PreparationError, prepare
from deploy.local.processes import record
from deploy.local.supervise import CONFIGURATION_ERROR, Supervisor


def run_part(stack: Stack, part: Component, parts: dict[str, Component]) -> int:
    """Wait for what the part needs, then run it under supervision. Returns its exit code."""
    record(stack.supervisor_file(part.name), os.getpid())
    part.prepare()
    if part.is_service:
        _await([parts[name] for name in part.needs])
        prepare(stack)
    environment = {**os.environ, **part.environment}
    return Supervisor(part.command(), environment, stack.pid_file(part.name)).run()


def _await(needed: list[Component], timeout: float = 120) -> None:
    began = time.monotonic()
    while missing := [part.name for part in needed if not part.is_ready()]:
        if time.monotonic() - began > timeout:
            raise PreparationError(f"not ready after {timeout:.0f} s: {', '.join(missing)}")
        time.sleep(0.2)


def main(name: str) -> None:
    """Run the part NAME of the stack that the environment describes."""
    stack = stack_from()
    parts = parts_of(stack)
    if name not in parts:
        print(f"there is no part {name!r}; the parts are {', '.join(parts)}", file=sys.stderr)
        raise typer.Exit(CONFIGURATION_ERROR)
    try:
        raise typer.Exit(run_part(stack, parts[name], parts))
    except (NotReadyError, PreparationError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
