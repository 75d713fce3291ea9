"""`python -m tools.ledger`: check a running stack's topics and mails. 0: nothing found, 1: something, 2: unreadable."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.local.environment import stack_from
from tools.ledger import Sources, gather
from verify import NotReadable, Timing, check, read_city


def main(
    bootstrap: Annotated[str | None, typer.Option(help="broker, host:port; by default the local stack")] = None,
    prefix: Annotated[str, typer.Option(help="prefix of the topics, with --bootstrap")] = "",
    mails: Annotated[Path | None, typer.Option(help="folder of a local mailbox, with --bootstrap")] = None,
    city: Annotated[Path | None, typer.Option(exists=True, help="its configuration; by default the stack's")] = None,
    late: Annotated[float, typer.Option(help="length of the longest outage, in seconds")] = 2,
    grace: Annotated[
        float, typer.Option(help="seconds in which what is due need not be there yet; longer than between two digests")
    ] = 45,
) -> None:
    """Read all topics from their first record on and check what was emitted and mailed.

    What clients were promised is not known here: `verify.check` takes a client's record for that.
    """
    stack = stack_from()
    sources = Sources(bootstrap, prefix, mails=mails) if bootstrap else Sources.of(stack)
    try:
        evidence = asyncio.run(gather(sources))
    except NotReadable as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    timing = Timing(evidence.read_at, late=timedelta(seconds=late), grace=timedelta(seconds=grace))
    report = check(None, evidence, read_city(city or stack.city), timing=timing)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in report.lines():
        console.print(line)
    console.print(", ".join(f"{name} {number}" for name, number in report.counts.items()))
    raise typer.Exit(0 if report.is_clean else 1)


if __name__ == "__main__":
    typer.run(main)
