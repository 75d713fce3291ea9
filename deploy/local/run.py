"""One component of the local stack in the foreground, as the Procfile runs it: `python -m deploy.local.run sla`."""

import os
import sys
import time

import typer

from deploy.local.components import Component, components_of
from deploy.local.daemon import NotReadyError
from deploy.local.environment import Stack, stack_from
from deploy.local.pids import record
from deploy.local.prepare import PreparationError, prepare
from deploy.local.supervise import CONFIGURATION_ERROR, Supervisor


def run_component(stack: Stack, component: Component, components: dict[str, Component]) -> int:
    """Wait for what the component needs, then run it under supervision. Returns its exit code."""
    record(stack.supervisor_file(component.name), os.getpid())
    component.prepare()
    if component.is_service:
        _await([components[name] for name in component.needs])
        prepare(stack)
    environment = {**os.environ, **component.environment}
    return Supervisor(component.command(), environment, stack.pid_file(component.name)).run()


def _await(needed: list[Component], timeout: float = 120) -> None:
    began = time.monotonic()
    while missing := [component.name for component in needed if not component.is_ready()]:
        if time.monotonic() - began > timeout:
            raise PreparationError(f"not ready after {timeout:.0f} s: {', '.join(missing)}")
        time.sleep(0.2)


def main(name: str) -> None:
    """Run the component NAME of the stack that the environment describes."""
    stack = stack_from()
    components = components_of(stack)
    if name not in components:
        print(f"there is no component {name!r}; the components are {', '.join(components)}", file=sys.stderr)
        raise typer.Exit(CONFIGURATION_ERROR)
    try:
        raise typer.Exit(run_component(stack, components[name], components))
    except (NotReadyError, PreparationError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
