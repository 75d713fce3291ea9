"""/assets/{digest}/{name}: the stylesheet, scripts and pictures of the pages, and Leaflet as its package brings it.

An address changes with its content.
"""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

_FOLDER = Path(__file__).parent / "files"
_STYLE = "style.css"
"""One stylesheet for all pages, so that it is fetched once: `base.css` and what each part adds to it."""
_LEAFLET = ("leaflet.js", "leaflet.css")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/json"}
_FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


def address(name: str) -> str:
    """Where a file of ours is found; raises `KeyError` for one that there is not."""
    return f"/assets/{_digest(name)}/{name}"


@router.api_route("/assets/{digest}/{name}", methods=["GET", "HEAD"])
async def send_asset(digest: str, name: str) -> Response:
    """One of the files. A page of an older version may ask for an older one: it gets the newest, for a moment."""
    if name not in _files():
        raise HTTPException(404)
    content, media_type = _files()[name]
    is_current = digest == _digest(name)
    headers = {"Cache-Control": _FOREVER if is_current else "no-cache", "Content-Security-Policy": "default-src 'none'"}
    return Response(content, headers=headers, media_type=media_type)


def content(name: str) -> bytes:
    """A file of ours as it is sent."""
    return _files()[name][0]


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_files()[name][0]).hexdigest()[:16]


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    known = sorted(file for file in _FOLDER.iterdir() if file.suffix in _TYPES)
    styles = sorted((_FOLDER / "style").glob("*.css"), key=lambda file: (file.stem != "base", file.stem))
    style = b"".join(file.read_bytes() for file in styles)
    leaflet = files("xstatic.pkg.leaflet") / "data"
    return {
        _STYLE: (style, _TYPES[".css"]),
        **{file.name: (file.read_bytes(), _TYPES[file.suffix]) for file in known},
        **{name: ((leaflet / name).read_bytes(), _TYPES[Path(name).suffix]) for name in _LEAFLET},
    }
