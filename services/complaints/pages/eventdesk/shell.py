"""What the tablet keeps of the page, so that it opens without a network: the page in each language, and its files.

Nobody is named in what is kept, and it holds no token: it says the same to whoever opens it, so that nothing of it has
to go when somebody signs out. Who is signed in the page asks the server, once it can be reached.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.complaints.domain.free_text import MAX_TEXT
from services.complaints.pages.assets import address, content
from services.complaints.pages.eventdesk import view
from services.complaints.pages.site import site_of
from web.frame import frame_of
from web.render import page
from web.site import Reader, anybody, language_of

TEMPLATE = "eventdesk/page.html"
PATH = "/event-desk"
SHELL = f"{PATH}/shell"
FILES = ("style.css", "icon.svg", view.MAIN_SCRIPT, *view.SCRIPTS.values())
_WORKER_HEADERS = {
    "Service-Worker-Allowed": PATH,
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
}


async def send_shell(http: Request) -> Response:
    """The page as it is kept, in the language that is asked for."""
    return shell(http, language_of(http))


async def send_worker(http: Request) -> Response:
    """The service worker with what it has to keep. Browsers take a new one as soon as any of that differs."""
    pages = {language: f"{SHELL}?lang={language}" for language in site_of(http).deps.city.languages}
    files = [address(name) for name in FILES]
    kept = {"version": _version(http, files), "page": PATH, "pages": pages, "files": files}
    script = b"const KEPT = " + orjson.dumps(kept) + b";\n" + content(view.WORKER_SCRIPT)
    return Response(script, headers=_WORKER_HEADERS, media_type="text/javascript")


def shell(http: Request, language: str) -> HTMLResponse:
    """The page for nobody: without a menu, which leads nowhere without a network."""
    reader = anybody(http, language)
    frame = replace(frame_of(http, reader, reader.words("eventdesk").title), menu=())
    return page(site_of(http), TEMPLATE, 200, language, {"frame": frame, **values(http, reader)})


def values(http: Request, reader: Reader) -> Mapping[str, Any]:
    """What the template shows beside the frame: the same for whoever reads it."""
    site, words = site_of(http), reader.words("eventdesk")
    return {
        "words": words,
        "choices": view.choices(site.deps.city, reader.language, words),
        "max_event": view.MAX_EVENT,
        "max_text": MAX_TEXT,
        "data": view.script_data(site.deps.city, reader.language, words, site.address(http, "/follow")),
    }


def _version(http: Request, files: list[str]) -> str:
    """A digest of all that is kept: names and areas of the city, words, templates, scripts."""
    digest = hashlib.sha256("".join(files).encode())
    for language in site_of(http).deps.city.languages:
        digest.update(shell(http, language).body)
    return digest.hexdigest()[:16]
