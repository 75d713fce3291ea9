"""Pages as bytes with the headers that keep them harmless: no script runs, nothing is fetched, nobody frames them."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

_FOLDER = Path(__file__).parent / "templates"


def page(
    template: str, status: int, language: str, values: Mapping[str, Any], retry_s: int | None = None
) -> HTMLResponse:
    """A page in a language; texts in `values` are escaped. The link in its address goes to no other site."""
    content = _environment().get_template(template).render(language=language, style=_style(), **values)
    headers = {**_headers(), "Content-Language": language}
    if retry_s is not None:
        headers["Retry-After"] = str(retry_s)
    return HTMLResponse(content, status, headers)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _style() -> Markup:
    return Markup((_FOLDER / "style.css").read_text(encoding="utf-8"))  # our own file, no text of anybody


@cache
def _headers() -> Mapping[str, str]:
    digest = b64encode(hashlib.sha256(_style().encode("utf-8")).digest()).decode("ascii")
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
    }
