"""Pages as bytes with the headers that keep them harmless: only our own scripts run, nothing comes from elsewhere,
nobody frames them. Forms are sent to the city's services alone.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from web.site import Site

_SHARED = Path(__file__).parent / "templates"
_POLICY = "Content-Security-Policy"
_HEADERS = {
    _POLICY: (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self';"
        " manifest-src 'self'; worker-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def page(site: Site, template: str, status: int, language: str, values: Mapping[str, Any]) -> HTMLResponse:
    """A page in a language; texts in `values` are escaped. The link in its address goes to no other site."""
    found = _environment(site.own.templates).get_template(template)
    content = found.render(language=language, asset=site.own.assets.address, **values)
    forms = " ".join(("'self'", *site.hosts.others))
    headers = {**_HEADERS, _POLICY: _HEADERS[_POLICY].format(forms=forms), "Content-Language": language}
    if values["frame"].is_public:
        del headers["X-Robots-Tag"]
    return HTMLResponse(content, status, headers)


def allow_pictures(answer: Response, origin: str) -> None:
    """Let this page show pictures of another site; in the place of one that goes, Leaflet puts a `data:`."""
    answer.headers[_POLICY] = answer.headers[_POLICY].replace("img-src", f"img-src {origin} data:")


@cache
def _environment(templates: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader([templates, _SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
