"""`python -m tools.observe`: Prometheus, Alertmanager and the board for the stack that runs here, until Ctrl-C.

Their data stays in `.local/observe`. Prometheus and Alertmanager are the machine's own packages.
"""

from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.markup import escape

from deploy.local.daemon import NotReadyError
from deploy.local.environment import stack_from
from deploy.local.ports import HOST
from services.complaints.city import load_city
from tools.observe.app import create_board
from tools.observe.servers import Alertmanager, MissingProgramError, Prometheus, running

console = Console(highlight=False)


def main(
    port: Annotated[int, typer.Option(help="of the board")] = 8090,
    prometheus_port: Annotated[int, typer.Option(help="of Prometheus")] = 9490,
    alertmanager_port: Annotated[int, typer.Option(help="of Alertmanager")] = 9493,
) -> None:
    """Observe the stack that runs here until Ctrl-C."""
    stack = stack_from()
    folder = stack.directory / "observe"
    try:
        alertmanager = Alertmanager(folder, alertmanager_port)
        prometheus = Prometheus(folder, prometheus_port, stack, alertmanager_port)
        with running(alertmanager, prometheus):
            for each in (alertmanager, prometheus):
                console.print(f"[green]ready[/]  {each.name}  {each.url}")
            console.print(f"[green]ready[/]  board  http://{HOST}:{port}/board   (Ctrl-C ends all three)")
            board = create_board(prometheus.url, load_city(stack.city).triage_unit)
            uvicorn.run(board, host=HOST, port=port, log_level="warning")
    except (MissingProgramError, NotReadyError) as error:
        console.print(f"[red]failed[/] {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
