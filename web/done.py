"""What was done a moment ago: a page that has done something says so in the address of the page that follows.

Anybody can make up an address, so it carries a proof that only a page of the same session can give.
"""

from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlencode

from starlette.requests import Request

from web.site import Reader, site_of

_PURPOSE = "what was done"


@dataclass(frozen=True, slots=True)
class Done:
    """A step by its name, and what it was about where the page says that too."""

    name: str
    about: str = ""


def address_after(path: str, done: Done, reader: Reader, http: Request, query: str = "") -> str:
    """The address of the page that follows, for somebody who is signed in; `query` is what else it asks for."""
    about = {"about": done.about} if done.about else {}
    said = urlencode({"done": done.name, **about, "proof": _proof(path, done, reader, http)})
    return f"{path}?{query}&{said}" if query else f"{path}?{said}"


def done_before(reader: Reader, http: Request) -> Done | None:
    """What the address of this page says was done, if a page of the same session has said so of this one."""
    done = Done(http.query_params.get("done", ""), http.query_params.get("about", ""))
    given = http.query_params.get("proof", "")
    if reader.session is None:
        return None
    return done if compare_digest(given.encode(), _proof(http.url.path, done, reader, http).encode()) else None


def _proof(path: str, done: Done, reader: Reader, http: Request) -> str:
    of_session = reader.session.form_token if reader.session else ""
    return site_of(http).key.token(_PURPOSE, f"{path} {done.name} {done.about} {of_session}")
