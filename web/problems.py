"""Problems as pages, in the reader's language: what is wrong, and what to do."""

from starlette.requests import Request
from starlette.responses import Response

from web.frame import show
from web.site import anybody, site_of

_STATUS = {
    "not_found": 404,
    "not_allowed": 403,
    "form_expired": 403,
    "method": 405,
    "too_large": 413,
    "too_many": 429,
    "busy": 503,
    "unavailable": 503,
    "invalid": 400,
    "internal": 500,
}
_KIND_OF_STATUS = {status: kind for kind, status in _STATUS.items() if kind != "form_expired"}


class PageProblem(Exception):
    """Ends a request with the page of this problem: a name under `problems` of the words of `frame`."""

    def __init__(self, kind: str, retry_s: int | None = None) -> None:
        super().__init__(kind)
        self.kind, self.retry_s = kind, retry_s


def problem_page(http: Request, kind: str, retry_s: int | None = None) -> Response:
    """The page of a problem. It needs no store, and so says nothing of who is signed in."""
    reader = anybody(http)
    title, remedy = (reader.words("frame").problems[kind][name] for name in ("title", "remedy"))
    answer = show(http, reader, "notice.html", title, {"remedy": remedy.format(seconds=retry_s)}, _STATUS[kind])
    if retry_s is not None:
        answer.headers["Retry-After"] = str(retry_s)
    return answer


def page_of_status(http: Request, status: int) -> Response:
    """The page for what a framework refused by itself."""
    return problem_page(http, _KIND_OF_STATUS.get(status, "invalid"))


def page_of_nothing(http: Request) -> Response | None:
    """For a browser at an address that there is not; None for a program, which reads the refusal of an API."""
    own = site_of(http).own
    is_program = http.url.path.startswith((*own.for_programs, f"{own.assets.prefix}/"))
    return None if is_program or "text/html" not in http.headers.get("accept", "") else problem_page(http, "not_found")
