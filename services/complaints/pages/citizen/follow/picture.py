"""The address of a complaint's page as a QR code. It is drawn without a look at whether there is such a complaint."""

from io import BytesIO

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.pages.site import site_of
from services.complaints.tracking import canonical, in_groups

_SCALE = 4
_HEADERS = {"Content-Security-Policy": "default-src 'none'", "X-Robots-Tag": "noindex, nofollow"}


def picture_of(code: str, http: Request) -> Response:
    """The picture for a code, however it is written; raises 404 for what cannot be one."""
    letters = canonical(code)
    if letters is None:
        raise HTTPException(404)
    drawn = BytesIO()
    address = site_of(http).address(http, f"/follow/{in_groups(letters)}")
    segno.make(address, micro=False).save(drawn, kind="svg", scale=_SCALE, light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), headers=_HEADERS, media_type="image/svg+xml")
