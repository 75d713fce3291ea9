"""The page to read and to print: what the API says in words, as HTML that needs nothing beside its tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
Report = Mapping[str, Any]
"""What `/v1/reports/{year}/tables` answers."""


def page(report: Report) -> str:
    """The page as HTML. What people wrote is escaped."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html").render(report=report)
