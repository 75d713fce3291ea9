"""Pages as bytes with the headers that keep them harmless: only our own scripts run, nothing comes from elsewhere,
nobody frames them.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from services.complaints.pages.assets import address

_FOLDER = Path(__file__).parent / "templates"
_POLICY = "Content-Security-Policy"
_HEADERS = {
    _POLICY: (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self';"
        " manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def page(template: str, status: int, language: str, values: Mapping[str, Any]) -> HTMLResponse:
    """A page in a language; texts in `values` are escaped. The link in its address goes to no other site."""
    content = _environment().get_template(template).render(language=language, asset=address, **values)
    headers = {**_HEADERS, "Content-Language": language}
    if values["frame"].is_public:
        del headers["X-Robots-Tag"]
    return HTMLResponse(content, status, headers)


def allow_pictures(answer: Response, origin: str) -> None:
    """Let this page show pictures of another site; in the place of one that goes, Leaflet puts a `data:`."""
    answer.headers[_POLICY] = answer.headers[_POLICY].replace("img-src", f"img-src {origin} data:")


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
