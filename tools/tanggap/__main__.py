"""`python -m tools.tanggap`, or `./tanggap`"""

import logging
from typing import Annotated

import typer

from tools.tanggap import channels, dead_letters, webhooks
from tools.tanggap.imports.command import import_file
from tools.tanggap.repair import repair
from tools.tanggap.report.command import report
from tools.tanggap.status import status
from tools.tanggap.surveys import command as surveys
from tools.tanggap.trace import trace

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
app.add_typer(channels.app, name="channel")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(surveys.app, name="surveys")
app.command("import")(import_file)
app.command()(report)
app.command()(repair)
app.command()(trace)
app.command()(status)

Local = Annotated[
    bool, typer.Option("--local", help="Use the stack of `make up`; so it is also without MONGO_URL while that runs.")
]


@app.callback()
def main(context: typer.Context, local: Local = False) -> None:
    """Look after channels, webhooks, dead letters and what is missing, import complaints from elsewhere, and see how
    everything is.

    Settings are those of the services: MONGO_URL, MONGO_DATABASE, KAFKA_BOOTSTRAP, TOPIC_PREFIX,
    WEBHOOK_ALLOWED_NETWORKS, ACCESS_FILE; for an import CITY_CONFIG, API_URL, CHANNEL_KEY; for surveys and
    the report IMPROVEMENTS_URL, STAFF_TOKEN.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    context.obj = local


if __name__ == "__main__":
    app(prog_name="tanggap")
