"""Answers with a file that is never shown in place: a browser saves it, and runs nothing of what it may hold."""

from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


def download(
    content: AsyncIterator[bytes], name: str, media_type: str, size: int, *, for_other_sites: bool = False
) -> Response:
    """The file under a plain ASCII `name`. `for_other_sites`: their pages may fetch it, for its address is a secret."""
    headers = {
        **_HEADERS,
        "Cross-Origin-Resource-Policy": "cross-origin" if for_other_sites else "same-origin",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size),
    }
    return StreamingResponse(content, headers=headers, media_type=media_type)
