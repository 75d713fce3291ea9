"""/docs: the description of the API for people. Everything that the page loads comes from this process."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter
from starlette.responses import FileResponse

from services.complaints.api.problems import Fault, Problem

router = APIRouter(include_in_schema=False)

_PAGE = Path(__file__).parent / "page"
_SWAGGER_UI = Path(fastapi_offline.__file__).parent / "static"
_ASSETS = {
    "start.js": _PAGE / "start.js",
    "swagger-ui.css": _SWAGGER_UI / "swagger-ui.css",
    "swagger-ui-bundle.js": _SWAGGER_UI / "swagger-ui-bundle.js",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, nothing inline: whatever gets into the description cannot run as a script."""


@router.get("/docs")
async def show_reference() -> FileResponse:
    """The page."""
    return FileResponse(_PAGE / "index.html", headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/{asset}")
async def send_asset(asset: str) -> FileResponse:
    """A file that the page loads."""
    if asset not in _ASSETS:
        fault = Fault("path", "there is no such file", "open /docs")
        raise Problem("not-found", fault.reason, [fault])
    return FileResponse(_ASSETS[asset])
