"""Writes what people read: `python -m tools.previews`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from services.notify.city import load_city
from tools.previews.page import keep_texts, page, title, variants

EMAIL_ONLY = frozenset({"email"})
CITY = Path("config/demo")
PAGE = Path(".local/previews.html")


def main(
    target: Annotated[Path, typer.Argument(help="file to write")] = PAGE,
    city: Annotated[Path, typer.Option(help="folder of the city")] = CITY,
    texts: Annotated[Path | None, typer.Option(help="folder to write the main texts to, as tests compare them")] = None,
) -> None:
    """Write the page and say where it is."""
    console = Console()
    known = load_city(city, EMAIL_ONLY)
    told = track(variants(known), description="messages", console=console)
    target.parent.mkdir(parents=True, exist_ok=True)
    written = "".join(page((title(*each), each[0].write(known, *each[1:])) for each in told))
    target.write_text(written, encoding="utf-8")
    if texts:
        keep_texts(texts, known)
    console.print(f"{target}: {len(variants(known))} messages")


if __name__ == "__main__":
    typer.run(main)
