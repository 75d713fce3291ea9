"""`python -m tools.tanggap`, or `./tanggap`"""

import logging
from typing import Annotated

import typer

from tools.tanggap import dead_letters, webhooks

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(dead_letters.app, name="dead-letters")

Local = Annotated[
    bool, typer.Option("--local", help="Use the stack of `make up`; so it is also without MONGO_URL while that runs.")
]


@app.callback()
def main(context: typer.Context, local: Local = False) -> None:
    """Look after webhooks and dead letters. Settings are those of the services: MONGO_URL, MONGO_DATABASE,
    KAFKA_BOOTSTRAP, TOPIC_PREFIX, WEBHOOK_ALLOWED_NETWORKS.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    context.obj = local


if __name__ == "__main__":
    app(prog_name="tanggap")
