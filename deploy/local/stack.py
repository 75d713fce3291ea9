"""The local stack from the command line: `python -m deploy.local.stack up|down|status|logs|clean`."""

import os
import shutil
import sys
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.local.components import Component, components_of
from deploy.local.control import halt, launch, own_pids, status_of, wait_ready
from deploy.local.daemon import NotReadyError
from deploy.local.environment import Stack, stack_from
from deploy.local.preflight import examine
from deploy.local.prepare import PreparationError, prepare
from deploy.processes import Platform

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
console = Console(highlight=False)

KEPT_BY_CLEAN = "libs"
"""The broker's jars: `make setup` fetched them, and they hold no data."""


@app.command()
def up() -> None:
    """Start everything in the background and wait until each component is ready."""
    stack = _stack()
    components = components_of(stack)
    _preflight(stack, components)
    try:
        _start(stack, [components[name] for name in Platform])
        with console.status("topics, keys and tokens"):
            prepare(stack)
        console.print("[green]ready[/]  topics, keys and tokens")
        _start(stack, [component for component in components.values() if component.is_service])
    except (NotReadyError, PreparationError) as error:
        console.print(f"[red]failed[/] {escape(str(error))}", soft_wrap=True)
        console.print(f"What runs stays up; see {_shown(stack)}/log, then `make down`.")
        raise typer.Exit(1) from error
    _where_to_look(stack)


@app.command()
def down() -> None:
    """Stop what `up` started, services first; nothing else."""
    stack = _stack()
    for name in reversed(components_of(stack)):
        with console.status(f"stopping {name}"):
            outcome = halt(stack, name)
        console.print(f"{name:<13} {outcome}")


@app.command()
def status() -> None:
    """Show each component: process, address, state, memory."""
    stack = _stack()
    table = Table("component", "state", "pid", "address", "memory")
    statuses = [status_of(stack, component) for component in components_of(stack).values()]
    for each in statuses:
        memory = f"{each.memory / 1024**2:.0f} MiB" if each.memory else ""
        table.add_row(each.name, each.state, str(each.pid or ""), each.address, memory)
    console.print(table)
    if any(each.state != "ready" for each in statuses):
        raise typer.Exit(1)


@app.command()
def logs(component: Annotated[str, typer.Argument(help="one component; all when left out")] = "") -> None:
    """Follow the logs."""
    stack = _stack()
    files = [stack.log(name) for name in components_of(stack) if component in ("", name) and stack.log(name).exists()]
    if not files:
        console.print(f"no log yet{f' of {component}' if component else ''}")
        raise typer.Exit(1)
    os.execvp("tail", ["tail", "-n", "40", "-F", *map(str, files)])


@app.command()
def clean() -> None:
    """Stop everything and remove the stack's data, keys and logs."""
    down()
    stack = _stack()
    for name in ("access", "faust", "kafka", "log", "mail", "run", "store"):
        for path in (stack.directory / name).glob("*"):
            if path.name != KEPT_BY_CLEAN:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    console.print(f"removed the data in {_shown(stack)}")


def _stack() -> Stack:
    try:
        return stack_from()
    except ValueError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


def _preflight(stack: Stack, components: Iterable[str]) -> None:
    findings = examine(stack, own_pids(stack, components))
    for finding in findings:
        console.print(f"[red]missing[/] {escape(str(finding))}", soft_wrap=True)
    if findings:
        raise typer.Exit(1)


def _start(stack: Stack, components: list[Component]) -> None:
    """All at once, since none of them waits for another; then wait for each in turn."""
    for component in components:
        launch(stack, component)
    for component in components:
        with console.status(f"waiting for {component.name}"):
            seconds = wait_ready(stack, component)
        console.print(f"[green]ready[/]  {component.name:<13} {component.address}  ({seconds:.1f} s)")


def _where_to_look(stack: Stack) -> None:
    console.print(f"\nTanggap runs: {stack.api_url}/docs")
    console.print("Next: `make demo` · `make status` · `make logs SERVICE=sla` · `make down`")


def _shown(stack: Stack) -> str:
    return os.path.relpath(stack.directory)


if __name__ == "__main__":
    app()
