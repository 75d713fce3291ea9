"""{prefix}/{digest}/{name}: the style sheet, scripts and pictures of a service's pages.

An address changes with its content.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

_SHARED = Path(__file__).parent / "files"
_STYLE = "style.css"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/json"}
_FOREVER = "public, max-age=31536000, immutable"


class Assets:
    """The files of a service and those that all pages share. There is one style sheet, so that it is fetched once:
    the shared one, and what each file of `folder`/style adds to it.

    `prefix` is a path that leads to this service and to no other. `more` reads what a library brings, by name.
    """

    def __init__(self, prefix: str, folder: Path, more: Callable[[], Mapping[str, bytes]] = dict) -> None:
        self.prefix, self._folder, self._more = prefix, folder, more

    def address(self, name: str) -> str:
        """Where a file of ours is found; raises `KeyError` for one that there is not."""
        return f"{self.prefix}/{self._digests[name]}/{name}"

    def content(self, name: str) -> bytes:
        """A file of ours as it is sent."""
        return self._files[name]

    def create_router(self) -> APIRouter:
        """The route of the files."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(f"{self.prefix}/{{digest}}/{{name}}", self.send, methods=["GET", "HEAD"])
        return router

    async def send(self, digest: str, name: str) -> Response:
        """One of the files. A page of an older version may ask for an older one: it gets the newest, for a moment."""
        if name not in self._files:
            raise HTTPException(404)
        keep = _FOREVER if digest == self._digests[name] else "no-cache"
        headers = {"Cache-Control": keep, "Content-Security-Policy": "default-src 'none'"}
        return Response(self._files[name], headers=headers, media_type=_TYPES[Path(name).suffix])

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return {name: hashlib.sha256(content).hexdigest()[:16] for name, content in self._files.items()}

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        folders = [folder for folder in (_SHARED, self._folder) if folder.is_dir()]
        known = [file for folder in folders for file in sorted(folder.iterdir()) if file.suffix in _TYPES]
        styles = [file for folder in folders for file in sorted((folder / "style").glob("*.css"))]
        return {
            _STYLE: b"".join(file.read_bytes() for file in styles),
            **{file.name: file.read_bytes() for file in known},
            **self._more(),
        }
